// The look of our directory page: one style sheet in the page, nothing from elsewhere, nothing that runs.

/** The style sheet. Dark and light differ in colours only. */
export const PAGE_STYLE: string = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2127;--dim:#5d6772;--line:#e3e7eb;--hover:#f2f6fa;--link:#0a58ae;--dir:#5b92cf;--file:#bcc5ce}
@media(prefers-color-scheme:dark){:root{--bg:#15181c;--fg:#e1e5e9;--dim:#98a2ac;--line:#2b3138;--hover:#1d2228;--link:#8cbcf5;--dir:#5f94cf;--file:#4b545e}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.75rem clamp(.75rem,3vw,2rem);background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,sans-serif}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
h1,ol{margin:0 0 1rem;font-size:1.3rem;overflow-wrap:anywhere}
nav+main h1,caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
ol{display:flex;flex-wrap:wrap;padding:0;list-style:none}
h1{font-weight:400}
h1 bdi,li{font-weight:600}
ol::before{content:"Directory listing for";content:"Directory listing for"/"";margin-right:.15em}
li{padding:0 .12em}
form,.pages{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:0 0 1rem}
p{margin:0}
input,button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:4px;padding:.2rem .6rem}
input{max-width:100%;margin-left:.3rem}
table{width:100%;border-collapse:collapse;margin-bottom:1rem}
th,td{padding:.34rem .5rem;text-align:left;font-weight:400;border-bottom:1px solid var(--line)}
td{color:var(--dim);font-variant-numeric:tabular-nums;white-space:nowrap}
th+td,thead th:nth-child(2){text-align:right}
thead th:first-child{width:100%}
thead th{color:var(--dim);font-size:.875rem;white-space:nowrap}
[aria-sort] a{font-weight:600;color:var(--fg)}
[aria-sort] a::after{content:" \\2191";content:" \\2191"/""}
[aria-sort=descending] a::after{content:" \\2193";content:" \\2193"/""}
tbody tr:hover{background:var(--hover)}
tbody th{position:relative;width:100%;padding-left:2.1rem;overflow-wrap:anywhere}
tbody a{white-space:break-spaces}
tbody th::before{content:"";position:absolute;left:.65rem;top:.72em;width:.7em;height:.85em;background:var(--file);clip-path:polygon(0 0,62% 0,100% 30%,100% 100%,0 100%)}
.d th::before{left:.55rem;top:.75em;width:.95em;height:.75em;background:var(--dir);clip-path:polygon(0 0,38% 0,50% 18%,100% 18%,100% 100%,0 100%)}
small,footer,code{color:var(--dim)}
small{margin-left:.5rem}
@media(max-width:36rem){thead tr{display:flex;gap:.5rem;border-bottom:1px solid var(--line)}thead th{border:0}thead th:first-child{width:auto}input{margin:0}tbody tr{display:grid;grid-template-columns:1fr auto;border-bottom:1px solid var(--line)}tbody th{grid-column:1/3;padding-bottom:0;border:0}tbody td{border:0;padding-top:0;font-size:.875rem}th+td{order:2}td:last-child{padding-left:2.1rem}.d td:empty{display:none}}
@media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--dim:#444;--line:#ccc;--link:#000}form,.pages a{display:none}tr{break-inside:avoid}}
`;

/** The page's Content-Security-Policy: it may use this style sheet and its own form, and nothing else. */
export const PAGE_POLICY: string =
  "default-src 'none'; style-src 'sha256-RfE4U2/QeKrBAowzWSihAYdlMlxj+cyEgfKAERK2d68='; form-action 'self'; base-uri 'none'";
