// What is measured: each scenario is one load and the servers that bear it. The first server is ours.

const here = new URL("./servers/", import.meta.url).pathname;
const node = process.execPath;
const wrk = ["-t1", "-c64"];
const browserFields = [
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-US,en;q=0.5",
  "Cache-Control: no-cache",
  "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark",
  "DNT: 1",
  "Pragma: no-cache",
  "Priority: u=0, i",
  "Referer: http://127.0.0.1/",
  "Sec-Fetch-Dest: document",
  "Sec-Fetch-Mode: navigate",
  "Sec-Fetch-Site: same-origin",
  "Sec-Fetch-User: ?1",
  "Upgrade-Insecure-Requests: 1",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
].flatMap((field) => ["-H", field]);

const hello = [
  { name: "basehttp", command: [node, `${here}hello-basehttp.js`] },
  { name: "node:http", command: [node, `${here}hello-node-http.js`] },
];

/** Makes the scenarios; `folder` holds `1k.bin`, `pipeline` is a wrk script that sends 16 requests at once. */
export function scenarios(folder, pipeline) {
  return {
    hello: { path: "/", load: wrk, servers: hello },
    "hello-browser": { path: "/", load: [...wrk, ...browserFields], servers: hello },
    "hello-pipelined": { path: "/", load: [...wrk, "-s", pipeline], servers: hello },
    "static-1k": {
      path: "/1k.bin",
      load: wrk,
      servers: [
        { name: "basehttp", command: [node, `${here}static-basehttp.js`, folder] },
        { name: "node:http", command: [node, `${here}static-node-http.js`, folder] },
      ],
    },
  };
}
