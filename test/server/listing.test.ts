import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { ByteOutput } from "../../src/files/byte-output.ts";
import type { ByteSource } from "../../src/files/byte-source.ts";
import { FileCache } from "../../src/files/file-cache.ts";
import { EntryHold } from "../../src/files/listing/entry-hold.ts";
import { BasePathMixin } from "../../src/mixins/base-path.ts";
import type { ListingStyleName } from "../../src/server/listing-handler.ts";
import type { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { link, TempTree } from "../support/temp-tree.ts";
import { sleep, until } from "../support/waiting.ts";
import { type Answer, FileServer, fieldOf, parseAnswer, QuietFileHandler } from "./file-server.ts";
import { captureStderr } from "./test-handlers.ts";

const POSIX = { skip: process.platform === "win32" };
const LINUX = { skip: process.platform !== "linux" };

const HTML = "Accept: text/html";
const JSON_TYPE = "Accept: application/json";

/** Above what is sent as a whole, and small enough to be made in a second. */
const GREAT = 20_000;

class AutoHandler extends QuietFileHandler {
  override listing: ListingStyleName = "auto";
  override protocolVersion = "HTTP/1.1";
}

/** Whose pages are made anew for each request. */
class FreshHandler extends AutoHandler {
  override isListed(name: string): boolean {
    return name !== "";
  }
}

/** What the JSON form says. */
interface JsonListing {
  readonly path: string;
  readonly entries: readonly { name: string; type: string; size: number | null; modified: string; href: string }[];
}

function jsonOf(answer: Answer): JsonListing {
  return JSON.parse(Buffer.from(answer.body, "latin1").toString("utf8")) as JsonListing;
}

function hrefsOf(page: string): string[] {
  return [...page.matchAll(/<th scope="row">(?:<bdi>)?<a href="([^"]*)">/g)].map(([, href]) => href as string);
}

describe("a listing for everybody", () => {
  test("HTML, JSON and text have their fields, and say what the choice depends on", async () => {
    using tree = new TempTree({ "a.txt": "a" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    const common = [
      ["X-Content-Type-Options", "nosniff"],
      ["Connection", "close"],
    ];
    for (const [fields, type, policy] of [
      [[HTML], "text/html; charset=utf-8", true],
      [[], "text/html; charset=utf-8", true],
      [[JSON_TYPE], "application/json", false],
      [["User-Agent: curl/8.5.0", "Accept: */*"], "text/plain; charset=utf-8", false],
      [["Accept: text/plain"], "text/plain; charset=utf-8", false],
    ] as const) {
      const answer = await server.get("/", ...fields);
      assert.equal(answer.status, 200);
      const others = answer.fields.filter(([name]) => name !== "Content-Security-Policy");
      assert.deepEqual(others, [
        ["Content-type", type],
        ["Content-Length", String(answer.body.length)],
        ["Vary", "Accept, User-Agent"],
        ...common,
      ]);
      assert.equal(
        fieldOf(answer, "Content-Security-Policy")?.startsWith("default-src 'none'; style-src 'sha256-"),
        policy || undefined,
      );
    }
  });

  test("two Accept fields are one list", async () => {
    using tree = new TempTree();
    await using server = await FileServer.start(tree.path, AutoHandler);
    const answer = await server.get("/", "Accept: text/html;q=0.1", JSON_TYPE);
    assert.equal(fieldOf(answer, "Content-type"), "application/json");
  });

  test("HEAD has the head of GET, in every form", async () => {
    using tree = new TempTree({ "a.txt": "a" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    for (const field of [HTML, JSON_TYPE, "Accept: text/plain"]) {
      const head = await server.ask("HEAD", "/", field);
      assert.deepEqual(head.fields, (await server.get("/", field)).fields);
      assert.equal(head.body, "");
    }
  });

  test("a client of HTTP/0.9 gets the page", async () => {
    using tree = new TempTree({ "a.txt": "a" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    assert.match(await server.send("GET /\r\n"), /^<!DOCTYPE html>[^]*href="a\.txt"[^]*<\/html>\n$/);
  });

  test("sort, filter and format come from the query; what is not understood does nothing", async () => {
    using tree = new TempTree({ "b.txt": "b", "a.txt": "aaa", "c.md": "cc", "sub/x": "" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    const names = async (query: string): Promise<string> =>
      jsonOf(await server.get(`/${query}`, JSON_TYPE))
        .entries.map(({ name }) => name)
        .join(" ");
    assert.equal(await names(""), "sub a.txt b.txt c.md");
    assert.equal(await names("?sort=size&order=desc"), "sub a.txt c.md b.txt");
    assert.equal(await names("?order=desc"), "sub c.md b.txt a.txt");
    assert.equal(await names("?filter=TXT&sort=size"), "b.txt a.txt");
    assert.equal(await names("?sort=bogus&page=99&filter"), "sub a.txt b.txt c.md");
    assert.equal(fieldOf(await server.get("/?format=text", HTML), "Content-type"), "text/plain; charset=utf-8");
  });

  test("links of entries do not carry the query", async () => {
    using tree = new TempTree({ "a.txt": "", "sub/x": "" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    const page = (await server.get("/?sort=size&filter=a&order=desc&x=%22%3E", HTML)).body;
    assert.deepEqual(hrefsOf(page), ["a.txt"]);
    assert.deepEqual(hrefsOf((await server.get("/?sort=size&x=1")).body), ["sub/", "a.txt"]);
  });
});

/** Names that mean something to somebody, as `decodeName` writes them. */
const HOSTILE: readonly string[] = [
  ["sp ace", " blanks around ", "quo\"te'", "per%cent", "per%41", "ha#sh", "que?ry=1&x", "new\nline", "cr\rtab\t"],
  ["caf\u00e9", "cafe\u0301", "\ud83d\ude00", "\u202etxt.exe", "\u200bzero", "\ufffd.txt", "\u0627\u0644"],
  ["\udcff.txt", "mid\udce9dle", "\udced\udca0\udc80", "\udced\udcb3\udcbf", "cut\udce2\udc82"],
  [
    "<script>alert(1)<",
    "&amp;",
    "a:b",
    "javascript:alert(1)",
    "http:",
    "back\\slash",
    "..x",
    "...",
    ".hidden",
    "~",
    "a+b;c=d",
  ],
].flat();

describe("names", LINUX, () => {
  for (const [form, field] of [
    ["the page for browsers", HTML],
    ["the page for programs", "Accept: */*"],
    ["JSON", JSON_TYPE],
  ] as const) {
    test(`of all kinds are in ${form}, and every link leads to its file`, async () => {
      using tree = new TempTree(Object.fromEntries(HOSTILE.map((name, index) => [name, `content ${index}`])));
      await using server = await FileServer.start(tree.path, AutoHandler);
      const answer = await server.get("/", field);
      assert.equal(Buffer.from(answer.body, "latin1").toString("utf8").includes("\ufffd.txt"), true);
      const isJson = form === "JSON";
      const hrefs = isJson ? jsonOf(answer).entries.map(({ href }) => href) : hrefsOf(answer.body);
      const contents = await Promise.all(hrefs.map(async (href) => (await server.get(`/${href}`)).body));
      const expected = HOSTILE.map((_name, index) => `content ${index}`);
      assert.deepEqual(contents.toSorted(), expected.toSorted());
      if (!isJson) return;
      const names = jsonOf(answer).entries.map(({ name }) => name);
      assert.deepEqual(names.toSorted(), HOSTILE.toSorted());
    });
  }

  test("of all kinds are names of directories, which links and breadcrumbs lead to", async () => {
    using tree = new TempTree(Object.fromEntries(HOSTILE.map((name, index) => [`${name}/f${index}`, "x"])));
    await using server = await FileServer.start(tree.path, AutoHandler);
    const found: string[] = [];
    for (const href of hrefsOf((await server.get("/")).body)) {
      const page = (await server.get(`/${href}`, HTML)).body;
      const [file] = hrefsOf(page).filter((link) => link.startsWith("f"));
      found.push(file as string);
      assert.match(page, /<a href="\.\.\/" aria-label="root">/);
    }
    assert.deepEqual(found.toSorted(), HOSTILE.map((_name, index) => `f${index}`).toSorted());
  });

  test("that contain no UTF-8 leave every form valid UTF-8", async () => {
    using tree = new TempTree({ "byte\udcff": "", "dir\udce9/x": "" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    for (const target of ["/", "/dir%E9/", "/dir%ED%B3%A9/"]) {
      for (const field of [HTML, JSON_TYPE, "Accept: text/plain"]) {
        const bytes = Buffer.from((await server.get(target, field)).body, "latin1");
        assert.deepEqual(Buffer.from(bytes.toString("utf8")), bytes);
      }
    }
  });
});

describe("entries", () => {
  test("are described as they are served: links by what they lead to", POSIX, async () => {
    using tree = new TempTree({
      "sub/x": "",
      "f.txt": "four",
      file: link("f.txt"),
      dir: link("sub"),
      broken: link("nowhere"),
      loop: link("loop"),
      outside: link("/etc/hostname"),
      away: link("/etc"),
    });
    await using server = await FileServer.start(tree.path, AutoHandler);
    const described = jsonOf(await server.get("/", JSON_TYPE)).entries.map(
      ({ type, size, modified, href }) => `${href} ${type} ${size} ${modified === null ? "-" : "time"}`,
    );
    assert.deepEqual(described, [
      "dir/ link null time",
      "sub/ directory null time",
      "away link null -",
      "broken link null -",
      "f.txt file 4 time",
      "file link 4 time",
      "loop link null -",
      "outside link null -",
    ]);
  });

  test("that are links are looked at and not read", POSIX, async () => {
    using tree = new TempTree({ "f.txt": "four", one: link("f.txt"), two: link("f.txt") });
    const cache = new FileCache({ settledMs: -1000 });
    class Caching extends AutoHandler {
      override fileCache = cache;
    }
    await using server = await FileServer.start(tree.path, Caching);
    assert.equal(jsonOf(await server.get("/", JSON_TYPE)).entries.length, 3);
    assert.equal(cache.bytes, 0);
    await server.get("/one");
    assert.ok(cache.bytes > 0);
  });

  test("that are pipes are there, and not opened", LINUX, async () => {
    using tree = new TempTree();
    tree.addPipe("pipe");
    await using server = await FileServer.start(tree.path, AutoHandler);
    assert.equal(jsonOf(await server.get("/", JSON_TYPE)).entries[0]?.type, "other");
  });

  test("that vanish meanwhile are names without details", async () => {
    using tree = new TempTree({ "gone.txt": "", "there.txt": "" });
    class Removing extends AutoHandler {
      override isListed(name: string): boolean {
        if (name === "gone.txt") rmSync(tree.at(name), { force: true });
        return true;
      }
    }
    await using server = await FileServer.start(tree.path, Removing);
    const { entries } = jsonOf(await server.get("/?sort=date", JSON_TYPE));
    assert.deepEqual(
      entries.map(({ name, size }) => [name, size]),
      [
        ["gone.txt", null],
        ["there.txt", 0],
      ],
    );
  });

  for (const listing of ["auto", "python"] as const) {
    test(`that isListed refuses are not in the style ${listing}; it is asked once for each`, async () => {
      using tree = new TempTree({ ".git/x": "", ".env": "", "a.txt": "", "b.txt": "" });
      const asked: string[] = [];
      class Hiding extends AutoHandler {
        override listing: ListingStyleName = listing;
        override isListed(name: string): boolean {
          asked.push(name);
          return !name.startsWith(".");
        }
      }
      await using server = await FileServer.start(tree.path, Hiding);
      const { body } = await server.get("/", HTML);
      assert.deepEqual(
        [...body.matchAll(/<a href="(\w[^"]*)"/g)].map(([, href]) => href),
        ["a.txt", "b.txt"],
      );
      assert.deepEqual(asked.toSorted(), [".env", ".git", "a.txt", "b.txt"]);
    });

    test(`are not listed in the style ${listing} when isListed returns a promise: 500`, async (t) => {
      const stderr = captureStderr(t);
      using tree = new TempTree({ ".env": "" });
      class Asking extends AutoHandler {
        override listing: ListingStyleName = listing;
      }
      const isListed = async (): Promise<boolean> => false;
      Object.assign(Asking.prototype, { isListed });
      await using server = await FileServer.start(tree.path, Asking);
      const { status, body } = await server.get("/", HTML);
      assert.equal(status, 500);
      assert.ok(!body.includes(".env"));
      assert.match(stderr(), /TypeError: isListed\(\) answers at once/);
    });
  }
});

describe("the way up", () => {
  test("ends where the served directory is, below a path too, or behind links", POSIX, async () => {
    using tree = new TempTree({ "a/b/x": "", l: link("a") });
    const BelowApp = BasePathMixin(AutoHandler, "/app/");
    await using server = await FileServer.start(tree.path, BelowApp);
    const upOf = async (target: string): Promise<readonly (string | undefined)[]> =>
      [...(await server.get(target, HTML)).body.matchAll(/<a href="(\.\.\/[^"]*)"/g)].map(([, href]) => href);
    assert.deepEqual(await upOf("/app/"), []);
    assert.deepEqual(await upOf("/app/a/"), ["../", "../"]);
    assert.deepEqual(await upOf("/app/l/b/"), ["../../", "../", "../"]);
  });

  test("is all of the path where a handler serves directories of its own choice", async () => {
    using tree = new TempTree();
    using other = new TempTree({ "sub/x": "" });
    class Elsewhere extends AutoHandler {
      override translatePath(): string {
        return `${other.path}/sub/`;
      }
    }
    await using server = await FileServer.start(tree.path, Elsewhere);
    assert.match((await server.get("/a/b/", HTML)).body, /<a href="\.\.\/\.\.\/" aria-label="root">/);
  });
});

describe("no listing", () => {
  test("is 404 for a directory, while files and index pages are served", async () => {
    using tree = new TempTree({ "a.txt": "a", "site/index.html": "index" });
    class Silent extends AutoHandler {
      override listing: ListingStyleName = "none";
    }
    await using server = await FileServer.start(tree.path, Silent);
    assert.equal((await server.get("/")).statusLine, "HTTP/1.1 404 No permission to list directory");
    assert.equal((await server.get("/a.txt")).body, "a");
    assert.equal((await server.get("/site/")).body, "index");
  });

  test("is there of a directory that cannot be read", async () => {
    using tree = new TempTree({ "sub/x": "" });
    class Late extends AutoHandler {
      override findFile(path: string): ReturnType<SimpleHTTPRequestHandler["findFile"]> {
        const found = super.findFile(path);
        if (path.endsWith("/sub/")) rmSync(tree.at("sub"), { recursive: true, force: true });
        return found;
      }
    }
    await using server = await FileServer.start(tree.path, Late);
    assert.equal((await server.get("/sub/", HTML)).statusLine, "HTTP/1.1 404 No permission to list directory");
  });
});

describe("a great directory", () => {
  let tree: TempTree;
  let server: FileServer;

  before(async () => {
    tree = new TempTree({ "sub/x": "" });
    const indices = Array.from({ length: GREAT }, (_, index) => index);
    const nameOf = (index: number): string => `file-${(index * 7919) % GREAT}.txt`;
    const isEmpty = (index: number): boolean => index === 0 || index % 1000 !== 0;
    tree.addMany(indices.filter(isEmpty).map(nameOf));
    for (const index of indices) if (!isEmpty(index)) tree.add(nameOf(index), "x".repeat(index));
    server = await FileServer.start(tree.path, FreshHandler);
  });

  after(async () => {
    await server?.[Symbol.asyncDispose]();
    tree?.[Symbol.dispose]();
  });

  /** The body of a response in chunks, as fetch puts it together. */
  async function fetched(target: string, headers: Record<string, string>): Promise<string> {
    const response = await fetch(`${server.server.url}${target}`, { headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-length"), null);
    return response.text();
  }

  test("is sent in chunks, whole and in order, to programs", async () => {
    const page = await fetched("/", { accept: "*/*", "user-agent": "Wget/1" });
    const hrefs = hrefsOf(page);
    const expected = Array.from({ length: GREAT }, (_, index) => `file-${index}.txt`);
    assert.deepEqual(hrefs, ["sub/", ...expected]);
    assert.match(page, /<footer>1 directory, 20,000 files, /);
    assert.ok(page.endsWith("</html>\n"));
  });

  test("is JSON, by size", async () => {
    const { entries } = JSON.parse(
      await fetched("/?sort=size&order=desc", { accept: "application/json" }),
    ) as JsonListing;
    assert.equal(entries.length, GREAT + 1);
    assert.deepEqual(
      entries.slice(1, 4).map(({ size }) => size),
      [19_000, 18_000, 17_000],
    );
  });

  test("is text, filtered", async () => {
    const text = await fetched("/?filter=FILE-1999", { accept: "text/plain" });
    assert.deepEqual(
      text
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ").at(-1)),
      ["file-1999.txt", ...Array.from({ length: 10 }, (_, index) => `file-1999${index}.txt`)],
    );
  });

  test("has pages of a thousand for browsers, each entry on one of them", async () => {
    const first = await fetched("/", { accept: "text/html" });
    assert.match(first, /Showing 1\u20131,000 of 20,001</);
    const pages = [first];
    for (let page = 2; page <= 21; page++) pages.push(await fetched(`/?page=${page}`, { accept: "text/html" }));
    const hrefs = pages.flatMap(hrefsOf);
    assert.equal(new Set(hrefs).size, GREAT + 1);
    assert.equal(hrefs.length, GREAT + 1);
    assert.match(pages[20] ?? "", /Showing 20,001\u201320,001 of 20,001</);
    const beyond = await fetched("/?page=99", { accept: "text/html" });
    assert.deepEqual(hrefsOf(beyond), ["file-19999.txt"]);
  });

  test("ends with the connection for a client of HTTP/1.0", async () => {
    const answer = await server.get("/");
    assert.equal(fieldOf(answer, "Transfer-Encoding"), undefined);
    assert.equal(fieldOf(answer, "Content-Length"), undefined);
    assert.equal(hrefsOf(answer.body).length, GREAT + 1);
    assert.ok(answer.body.endsWith("</html>\n"));
  });

  test("has no body for HEAD, and the connection lives on", async () => {
    const request = (method: string, end = "") => `${method} / HTTP/1.1\r\nHost: x\r\n${end}\r\n`;
    const text = await server.send(request("HEAD") + request("HEAD", "Connection: close\r\n"));
    const [first, second, rest] = text.split("\r\n\r\n");
    assert.equal(parseAnswer(`${first}\r\n\r\n`).status, 200);
    assert.equal(fieldOf(parseAnswer(`${first}\r\n\r\n`), "Content-type"), "text/html; charset=utf-8");
    assert.equal(parseAnswer(`${second}\r\n\r\n`).status, 200);
    assert.equal(rest, "");
  });

  test("is closed after HEAD, and when the client has gone", LINUX, async () => {
    const openDirectories = (): number => readdirSync("/proc/self/fd").length;
    await server.ask("HEAD", "/");
    const before = openDirectories();
    for (let round = 0; round < 5; round++) {
      await server.ask("HEAD", "/");
      const client = await server.connect();
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      await sleep(5);
      client[Symbol.dispose]();
    }
    for (let wait = 0; wait < 200 && openDirectories() > before; wait++) await sleep(20);
    assert.ok(openDirectories() <= before);
    await hasReleasedAll();
  });

  test("begins before its names are sorted, and others are served meanwhile", async () => {
    const order: string[] = [];
    const listing = fetch(`${server.server.url}/?sort=date`, { headers: { accept: "*/*" } }).then(async (response) => {
      order.push("listing begins");
      await response.text();
      order.push("listing ends");
    });
    await until(() => order.length > 0);
    const small = fetch(`${server.server.url}/sub/x`).then(async (response) => {
      await response.text();
      order.push("small");
    });
    await Promise.all([listing, small]);
    assert.deepEqual(order, ["listing begins", "small", "listing ends"]);
  });

  test("can be read by a copyfile of one's own", async () => {
    class Counting extends FreshHandler {
      override directory = tree.path;
      override async copyfile(source: ByteSource, output: ByteOutput): Promise<void> {
        for (;;) {
          const block = await source.read(1000);
          assert.ok(block.length <= 1000);
          if (block.length === 0) return;
          await output.write(block);
        }
      }
    }
    const { output } = await exchange(Counting, "GET / HTTP/1.0\r\nAccept: application/json\r\n\r\n");
    assert.equal(jsonOf(parseAnswer(output.toString("latin1"))).entries.length, GREAT + 1);
  });

  test("is refused with 503 while others hold too much; small ones are listed still", async () => {
    const hold = new EntryHold(Number.POSITIVE_INFINITY);
    hold.grow(2_000_000);
    try {
      assert.equal((await server.get("/")).status, 503);
      assert.equal((await server.get("/sub/")).status, 200);
    } finally {
      hold.release();
    }
    assert.equal((await server.get("/")).status, 200);
    await hasReleasedAll();
  });

  test("holds nothing when its head could not be sent", async () => {
    class Mistaken extends AutoHandler {
      override addExtraHeaders(): void {
        throw new Error("no extra headers today");
      }
    }
    await using mistaken = await FileServer.start(tree.path, Mistaken);
    const { handleError } = mistaken.server.server;
    mistaken.server.server.handleError = () => {};
    assert.equal((await mistaken.get("/")).status, 500);
    mistaken.server.server.handleError = handleError;
    await hasReleasedAll();
  });
});

/** A hold of one more than the limit is possible only while no other listing holds anything. */
async function hasReleasedAll(): Promise<void> {
  for (let wait = 0; ; wait++) {
    const probe = new EntryHold(0);
    try {
      probe.grow(1);
      probe.release();
      return;
    } catch (error) {
      if (wait === 200) throw error;
    }
    await sleep(20);
  }
}
