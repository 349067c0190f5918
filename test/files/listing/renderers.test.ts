import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import type { ListedEntry } from "../../../src/files/listing/entry.ts";
import { interactiveRenderer, plainRenderer } from "../../../src/files/listing/html-renderer.ts";
import { jsonRenderer } from "../../../src/files/listing/json-renderer.ts";
import { PAGE_POLICY, PAGE_STYLE } from "../../../src/files/listing/page-style.ts";
import { parseListingQuery } from "../../../src/files/listing/query.ts";
import type { ListingRenderer, ListingView } from "../../../src/files/listing/renderer.ts";
import { textRenderer } from "../../../src/files/listing/text-renderer.ts";
import { displayPath } from "../../../src/files/url-path.ts";

const TIME_MS = Date.UTC(2026, 10, 21, 13, 5, 9, 120);
const FILE: ListedEntry = entry("a.txt", { details: { size: 1234, modifiedMs: TIME_MS } });
const DIRECTORY = entry("sub", {
  type: "directory",
  isDirectory: true,
  details: { size: undefined, modifiedMs: TIME_MS },
});

function entry(name: string, more: Partial<ListedEntry> = {}): ListedEntry {
  return {
    name,
    type: "file",
    isDirectory: false,
    key: name,
    row: undefined,
    details: { size: 0, modifiedMs: 0 },
    ...more,
  };
}

function view(rawPath = "/", query = ""): ListingView {
  return { rawPath, path: displayPath(rawPath), levels: undefined, query: parseListingQuery(query) };
}

/** Renders a listing of these entries, as page 1 of 1. */
function render(renderer: ListingRenderer, ...entries: ListedEntry[]): string {
  const counts = { total: entries.length, matching: entries.length, page: 1, pages: 1 };
  const totals = { directories: entries.filter(({ isDirectory }) => isDirectory).length, files: 0, size: 1234 };
  return (
    renderer.begin() +
    renderer.beginEntries(counts) +
    entries.map((each, index) => renderer.separators[index === 0 ? 0 : 1] + renderer.entry(each)).join("") +
    renderer.end(totals, counts)
  );
}

function rowsOf(page: string): string[] {
  return [...page.matchAll(/^<tr(?: class="d")?><th scope="row">.*$/gm)].map(([row]) => row);
}

describe("HTML", () => {
  test("a row has the link, the size with all its digits, and the time in UTC", () => {
    assert.deepEqual(rowsOf(render(plainRenderer(view()), FILE, DIRECTORY)), [
      '<tr><th scope="row"><a href="a.txt">a.txt</a></th><td title="1,234 bytes">1.2 KiB</td>' +
        "<td>2026-11-21 13:05</td></tr>",
      '<tr class="d"><th scope="row"><a href="sub/">sub/</a></th><td></td>' + "<td>2026-11-21 13:05</td></tr>",
    ]);
  });

  test("a size that is shown as it is is told once", () => {
    const cells = [0, 1023, 1024].map((size) => {
      const [row] = rowsOf(render(plainRenderer(view()), entry("a", { details: { size, modifiedMs: 0 } })));
      return /<td[^>]*>[^<]*<\/td>/.exec(row ?? "")?.[0];
    });
    assert.deepEqual(cells, ["<td>0 B</td>", "<td>1023 B</td>", '<td title="1,024 bytes">1.0 KiB</td>']);
  });

  test("an entry that has gone is a name without size and time", () => {
    const [row] = rowsOf(render(plainRenderer(view()), entry("gone", { details: null })));
    assert.equal(row, '<tr><th scope="row"><a href="gone">gone</a></th><td></td><td></td></tr>');
  });

  test("links, broken links and what is no file are marked", () => {
    const page = render(
      plainRenderer(view()),
      entry("l", { type: "link" }),
      entry("b", { type: "link", details: null }),
      entry("p", { type: "other" }),
    );
    assert.match(page, />l<\/a><small>link<\/small>/);
    assert.match(page, />b<\/a><small>broken link<\/small>/);
    assert.match(page, />p<\/a><small>not a file<\/small>/);
  });

  test("neither a name, nor a path, nor a filter can put markup on the page", () => {
    const hostile = "<script>\"'&</title></style>";
    const path = `/${encodeURIComponent(hostile)}/`;
    for (const makeRenderer of [interactiveRenderer, plainRenderer]) {
      const renderer = makeRenderer(view(path, `filter=${encodeURIComponent(hostile)}`));
      for (const page of [render(renderer), render(renderer, entry(hostile))]) {
        assert.equal(page.match(/<script|<\/style>(?!\n<\/head>)|<\/title>(?!\n<style>)/), null);
        assert.ok(!page.includes('"&quot;'), "an attribute ended early");
      }
    }
    assert.match(render(interactiveRenderer(view("/", "filter=%22x"))), /name="filter" value="&quot;x"/);
  });

  test("a name that might turn the text around it is isolated, and what cannot be seen is shown", () => {
    const page = render(plainRenderer(view()), entry("\u202etxt.exe"), entry("a\nb\udcff"), entry("\u05d0.txt"));
    assert.match(page, /<bdi><a href="%D7%90\.txt">\u05d0.txt<\/a><\/bdi>/);
    assert.match(page, /<bdi><a href="%E2%80%AEtxt.exe"><code>\\u202e<\/code>txt.exe<\/a><\/bdi>/);
    assert.match(page, /<bdi><a href="a%0Ab%FF">a<code>\\n<\/code>b<code>\\xff<\/code><\/a><\/bdi>/);
    assert.ok(!page.includes("\u202e"));
  });

  test("both pages have the title that people look for", () => {
    for (const makeRenderer of [interactiveRenderer, plainRenderer]) {
      assert.match(
        render(makeRenderer(view("/a%26b/c%0A/"))),
        /<title>Directory listing for \/a&amp;b\/c\\n\/<\/title>/,
      );
    }
  });

  test("the plain page has no link but those of its entries", () => {
    const page = render(plainRenderer(view("/a/b/", "filter=a&sort=size&page=2")), FILE, DIRECTORY);
    assert.deepEqual(
      [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
      ["a.txt", "sub/"],
    );
    assert.doesNotMatch(page, /<form|<nav|<script|src=|url\(/);
  });

  test("the interactive page has the way up, a link for every ancestor, but none at the root", () => {
    const page = render(interactiveRenderer(view("/a/b/")), FILE);
    assert.match(page, /<a href="\.\.\/" aria-label="Parent directory">\.\.\/<\/a>/);
    assert.match(page, /<nav aria-label="Breadcrumb"><ol><li><a href="\.\.\/\.\.\/" aria-label="root">/);
    assert.match(page, /<li><a href="\.\.\/"><bdi>a\/<\/bdi><\/a><\/li><li aria-current="page"><bdi>b\/<\/bdi><\/li>/);
    assert.doesNotMatch(render(interactiveRenderer(view("/")), FILE), /\.\.\//);
  });

  test("the header of the sorted column says so and turns its order, the others begin with the largest and newest", () => {
    const heads = (query: string): string[] =>
      [...render(interactiveRenderer(view("/", query)), FILE).matchAll(/<th scope="col"[^>]*><a href="[^"]*">/g)].map(
        ([head]) => head,
      );
    assert.deepEqual(heads(""), [
      '<th scope="col" aria-sort="ascending"><a href="?sort=name&amp;order=desc">',
      '<th scope="col"><a href="?sort=size&amp;order=desc">',
      '<th scope="col"><a href="?sort=date&amp;order=desc">',
    ]);
    assert.deepEqual(heads("sort=size&order=desc&page=7&filter=x"), [
      '<th scope="col"><a href="?filter=x">',
      '<th scope="col" aria-sort="descending"><a href="?filter=x&amp;sort=size&amp;order=asc">',
      '<th scope="col"><a href="?filter=x&amp;sort=date&amp;order=desc">',
    ]);
  });

  test("the table has a caption, and headers for its columns and rows", () => {
    for (const makeRenderer of [interactiveRenderer, plainRenderer]) {
      const page = render(makeRenderer(view("/a/", "sort=date&order=desc")), FILE);
      assert.match(page, /<html lang="en">/);
      assert.match(page, /<caption>Contents of \/a\/, directories first, by date, descending<\/caption>/);
      assert.equal(page.match(/<th scope="col"/g)?.length, 3);
      assert.equal(page.match(/<h1>/g)?.length, 1);
      assert.equal(page.match(/<main>/g)?.length, 1);
      assert.match(page, /<meta name="viewport" content="width=device-width">/);
    }
  });

  test("the filter is there above a thousand entries, and where it is in use", () => {
    const form = (query: string, total: number): string | undefined =>
      /<form.*<\/form>/.exec(
        interactiveRenderer(view("/", query)).beginEntries({ total, matching: total, page: 1, pages: 1 }),
      )?.[0];
    assert.equal(form("", 1000), undefined);
    assert.equal(
      form("", 1001),
      '<form role="search"><label>Name contains <input type="search" name="filter" value=""></label><button>Filter</button></form>',
    );
    assert.match(
      form("filter=x&sort=size&order=desc&page=3", 5) ?? "",
      /<input type="hidden" name="sort" value="size"><input type="hidden" name="order" value="desc"><button>Filter<\/button><a href="\?sort=size&amp;order=desc">Show all<\/a>/,
    );
  });

  test("pages have links with their relations, and say what is shown of how much", () => {
    const links = (page: number): string => {
      const renderer = interactiveRenderer(view("/", "filter=x"));
      return renderer.beginEntries({ total: 99_999, matching: 12_345, page, pages: 13 });
    };
    const relations = (text: string): string =>
      [...text.matchAll(/<a href="([^"]*)" rel="(\w+)">/g)].map(([, href, rel]) => `${rel} ${href}`).join(", ");
    assert.match(links(1), /<nav class="pages" aria-label="Pages"><p>Showing 1\u20131,000 of 12,345<\/p>/);
    assert.equal(relations(links(1)), "next ?filter=x&amp;page=2, last ?filter=x&amp;page=13");
    assert.match(links(13), /Showing 12,001\u201312,345 of 12,345/);
    assert.equal(relations(links(13)), "first ?filter=x, prev ?filter=x&amp;page=12");
    assert.match(relations(links(7)), /^first .*, prev .*page=6, next .*page=8, last .*page=13$/);
  });

  test("an empty directory says so, and so does a filter that nothing matches", () => {
    assert.match(render(plainRenderer(view())), /<td colspan="3">This directory is empty\.<\/td>/);
    const renderer = interactiveRenderer(view("/", "filter=%3Cx"));
    const counts = { total: 3, matching: 0, page: 1, pages: 1 };
    assert.match(renderer.end({ directories: 0, files: 0, size: 0 }, counts), /No name contains <bdi>&lt;x<\/bdi>\./);
  });

  test("the footer counts, and says which zone the times are of", () => {
    const counts = { total: 1, matching: 1, page: 1, pages: 1 };
    const end = plainRenderer(view()).end({ directories: 1, files: 2000, size: 5000 }, counts);
    assert.match(
      end,
      /<footer>1 directory, 2,000 files, <span title="5,000 bytes">4\.9 KiB<\/span>\. Times are UTC\.</,
    );
    const paged = interactiveRenderer(view()).end({ directories: 0, files: 1, size: 1 }, { ...counts, pages: 2 });
    assert.match(paged, /<footer>On this page: 0 directories, 1 file, <span title="1 byte">1 B<\/span>/);
  });

  test("an empty page has less than 4 KiB", () => {
    assert.ok(Buffer.byteLength(render(interactiveRenderer(view("/some/folder/")))) < 4096);
  });

  test("the policy allows the style sheet of the page, and nothing else", () => {
    const hash = createHash("sha256").update(PAGE_STYLE).digest("base64");
    assert.equal(PAGE_POLICY, `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'`);
    const page = render(interactiveRenderer(view()), FILE);
    assert.ok(page.includes(`<style>${PAGE_STYLE}</style>`));
    assert.doesNotMatch(page, / style=| on\w+=|<script|<img|<link|url\(/);
  });
});

describe("JSON", () => {
  test("has the path, and of every entry the name, the type, the size, the time and the link", () => {
    const text = render(
      jsonRenderer(view("/s%22ub/")),
      DIRECTORY,
      FILE,
      entry("l", { type: "link", isDirectory: true, details: { size: undefined, modifiedMs: 0 } }),
      entry("b", { type: "link", details: null }),
      entry("p", { type: "other", details: { size: undefined, modifiedMs: 0 } }),
    );
    const modified = "2026-11-21T13:05:09.120Z";
    const epoch = "1970-01-01T00:00:00.000Z";
    assert.deepEqual(JSON.parse(text), {
      path: '/s"ub/',
      entries: [
        { name: "sub", type: "directory", size: null, modified, href: "sub/" },
        { name: "a.txt", type: "file", size: 1234, modified, href: "a.txt" },
        { name: "l", type: "link", size: null, modified: epoch, href: "l/" },
        { name: "b", type: "link", size: null, modified: null, href: "b" },
        { name: "p", type: "other", size: null, modified: epoch, href: "p" },
      ],
    });
  });

  test("of an empty directory is JSON, too", () => {
    assert.deepEqual(JSON.parse(render(jsonRenderer(view()))), { path: "/", entries: [] });
  });

  test("is UTF-8 whatever the names, and gives them back", () => {
    const names = ['"\\\n\u2028</script>', "\udcff\ud83d\ude00", "\u202e"];
    const text = render(jsonRenderer(view("/d%ED%B3%BF/")), ...names.map((name) => entry(name)));
    assert.equal(Buffer.from(text).toString(), text);
    const listing = JSON.parse(text) as { path: string; entries: readonly { name: string }[] };
    assert.equal(listing.path, "/d\udcff/");
    assert.deepEqual(
      listing.entries.map(({ name }) => name),
      names,
    );
  });
});

describe("text", () => {
  test("is aligned: size, time and name; directories end in /, links in @", () => {
    const text = render(
      textRenderer(),
      DIRECTORY,
      FILE,
      entry("ld", { type: "link", isDirectory: true, details: { size: undefined, modifiedMs: 0 } }),
      entry("gone", { details: null }),
    );
    assert.equal(
      text,
      [
        "          - 2026-11-21 13:05Z sub/",
        "       1234 2026-11-21 13:05Z a.txt",
        "          - 1970-01-01 00:00Z ld@",
        "          - -                 gone",
        "",
      ].join("\n"),
    );
  });

  test("cannot move the cursor, nor is an escape taken for a name", () => {
    const text = render(textRenderer(), entry("a\n\x1b[2J\u202e\udcff"), entry("a\\n"));
    assert.match(text, / a\\n\\x1b\[2J\\u202e\\xff\n/);
    assert.match(text, / a\\\\n\n/);
    assert.match(text, /^[ -~\n]*$/);
  });
});
