import assert from "node:assert/strict";
import { opendirSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { link, TempTree } from "../support/temp-tree.ts";
import { sleep } from "../support/waiting.ts";
import { FileServer, fieldOf } from "./file-server.ts";

const POSIX = { skip: process.platform === "win32" };
const LINUX = { skip: process.platform !== "linux" };

/** Names that mean something to somebody, each with its link. */
const HOSTILE: readonly (readonly [name: string, href: string])[] = [
  ["sp ace", "sp%20ace"],
  ["quo\"te'", "quo%22te%27"],
  ["per%cent", "per%25cent"],
  ["per%41", "per%2541"],
  ["ha#sh", "ha%23sh"],
  ["que?ry", "que%3Fry"],
  ["new\nline", "new%0Aline"],
  ["caf\u00e9", "caf%C3%A9"],
  ["cafe\u0301", "cafe%CC%81"],
  ["\udcff.txt", "%ED%B3%BF.txt"],
  ["mid\udce9dle", "mid%ED%B3%A9dle"],
  ["\udced\udca0\udc80", "%ED%B3%AD%ED%B2%A0%ED%B2%80"],
  ["\udced\udcb3\udcbf", "%ED%B3%AD%ED%B2%B3%ED%B2%BF"],
  ["<script>alert(1)<", "%3Cscript%3Ealert%281%29%3C"],
  ["a:b", "a%3Ab"],
  ["javascript:alert(1)", "javascript%3Aalert%281%29"],
  ["back\\slash", "back%5Cslash"],
  ["..x", "..x"],
  ["...", "..."],
  [".hidden", ".hidden"],
  ["a+b&c;d=e", "a%2Bb%26c%3Bd%3De"],
  ["\ud83d\ude00", "%F0%9F%98%80"],
  ["tab\tcr\rbell\x07del\x7f", "tab%09cr%0Dbell%07del%7F"],
];

test("a directory's page is HTML in UTF-8 with its length, and no time", async () => {
  using tree = new TempTree({ "sub/a.txt": "a" });
  await using server = await FileServer.start(tree.path);
  const answer = await server.get("/sub/");
  assert.equal(answer.statusLine, "HTTP/1.0 200 OK");
  assert.deepEqual(answer.fields, [
    ["Content-type", "text/html; charset=utf-8"],
    ["Content-Length", String(answer.body.length)],
    ["X-Content-Type-Options", "nosniff"],
  ]);
  assert.equal(
    answer.body,
    [
      "<!DOCTYPE HTML>",
      '<html lang="en">',
      "<head>",
      '<meta charset="utf-8">',
      "<title>Directory listing for /sub/</title>",
      "</head>",
      "<body>",
      "<h1>Directory listing for /sub/</h1>",
      "<hr>",
      "<ul>",
      '<li><a href="a.txt">a.txt</a></li>',
      "</ul>",
      "<hr>",
      "</body>",
      "</html>",
      "",
    ].join("\n"),
  );
});

test("every entry is listed, hidden ones and broken links too, and no way up", POSIX, async () => {
  using tree = new TempTree({
    "sub/x": "",
    B: "",
    a: "",
    ".hidden": "",
    file: link("a"),
    dir: link("sub"),
    no: link("x"),
  });
  await using server = await FileServer.start(tree.path);
  const { body } = await server.get("/");
  assert.deepEqual(
    [...body.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, href, text]) => `${href} ${text}`),
    [".hidden .hidden", "a a", "B B", "dir/ dir@", "file file@", "no no@", "sub/ sub/"],
  );
});

test("names equal but for case keep the order of the file system", LINUX, async () => {
  using tree = new TempTree({ "a.txt": "", "A.TXT": "", "a.TXT": "" });
  await using server = await FileServer.start(tree.path);
  const order: string[] = [];
  const directory = opendirSync(tree.path);
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) order.push(entry.name);
  directory.closeSync();
  const { body } = await server.get("/");
  assert.deepEqual(
    [...body.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
    order,
  );
});

test("every file can be fetched by its link, whatever its name", LINUX, async () => {
  using tree = new TempTree(Object.fromEntries(HOSTILE.map(([name], index) => [name, `content ${index}`])));
  await using server = await FileServer.start(tree.path);
  const { body } = await server.get("/");
  for (const [index, [, href]] of HOSTILE.entries()) {
    assert.ok(body.includes(`<a href="${href}">`), href);
    assert.equal((await server.get(`/${href}`)).body, `content ${index}`);
  }
  assert.doesNotMatch(body, /<script/);
});

test("every directory can be visited by its link, whatever its name", LINUX, async () => {
  using tree = new TempTree(Object.fromEntries(HOSTILE.map(([name], index) => [`${name}/f${index}`, "x"])));
  await using server = await FileServer.start(tree.path);
  for (const [index, [, href]] of HOSTILE.entries()) {
    assert.equal(fieldOf(await server.get(`/${href}`), "Location"), `/${href}/`);
    const { body } = await server.get(`/${href}/`);
    assert.ok(body.includes(`<a href="f${index}">`), href);
    assert.equal((await server.get(`/${href}/f${index}`)).body, "x");
  }
});

test("a name that is not UTF-8 can also be asked for by its bytes, raw or encoded", LINUX, async () => {
  using tree = new TempTree({ "\udcff.txt": "found", "dir\udce9/x": "found" });
  await using server = await FileServer.start(tree.path);
  for (const target of ["/%FF.txt", "/%ff.txt", "/\xff.txt", "/dir%E9/x", "/dir\xe9/x", "/dir%ED%B3%A9/x"]) {
    assert.equal((await server.get(target)).body, "found", target);
  }
});

test("the title is the path, decoded and escaped, without query and fragment", async () => {
  using tree = new TempTree({ "a<b>&c/x": "", "caf\u00e9/x": "" });
  await using server = await FileServer.start(tree.path);
  const first = await server.get("/a%3Cb%3E&c/?q=<i>%bb#f");
  assert.match(first.body, /<title>Directory listing for \/a&lt;b&gt;&amp;c\/<\/title>/);
  assert.match(first.body, /<h1>Directory listing for \/a&lt;b&gt;&amp;c\/<\/h1>/);
  const second = await server.get("/caf%C3%A9/");
  assert.ok(Buffer.from(second.body, "latin1").toString().includes("<title>Directory listing for /caf\u00e9/<"));
});

test("a title that is not UTF-8 shows U+FFFD, or the bytes where the path came in Python's form", LINUX, async () => {
  using tree = new TempTree({ "d\udcff/x": "" });
  await using server = await FileServer.start(tree.path);
  assert.ok((await server.get("/d%FF/")).body.includes("<title>Directory listing for /d\xef\xbf\xbd/</title>"));
  assert.ok((await server.get("/d%ED%B3%BF/")).body.includes("<title>Directory listing for /d\xff/</title>"));
});

test("the page does not say where the directory lies", async () => {
  using tree = new TempTree({ "sub/x": "" });
  await using server = await FileServer.start(tree.path);
  for (const target of ["/", "/sub/", "/sub/../", "/?x=%bb", "/nope", "/%ff/"]) {
    assert.ok(!(await server.get(target)).text.includes(tree.path), target);
  }
});

test("a directory of thousands of entries is listed whole", async () => {
  using tree = new TempTree();
  tree.addMany(Array.from({ length: 3000 }, (_, index) => `file-${index}.txt`));
  await using server = await FileServer.start(tree.path);
  const { body } = await server.get("/");
  assert.equal(body.match(/<li>/g)?.length, 3000);
  assert.ok(body.endsWith("</html>\n"));
});

test("listDirectory can be overridden, and asked for another directory", async () => {
  using tree = new TempTree({ "sub/inner.txt": "" });
  class Forbidding extends SimpleHTTPRequestHandler {
    override listDirectory(path: string): ReturnType<SimpleHTTPRequestHandler["listDirectory"]> {
      if (path.endsWith("/sub/")) return super.listDirectory(path);
      this.sendError(403, "No lists here");
      return null;
    }
  }
  await using server = await FileServer.start(tree.path, Forbidding);
  assert.equal((await server.get("/")).statusLine, "HTTP/1.0 403 No lists here");
  assert.match((await server.get("/sub/")).body, /inner\.txt/);
});

test("listDirectory of what is no directory is 404, and leaves nothing open", LINUX, async () => {
  using tree = new TempTree({ "a.txt": "a" });
  class Mistaken extends SimpleHTTPRequestHandler {
    override sendHead(): ReturnType<SimpleHTTPRequestHandler["sendHead"]> {
      return this.listDirectory(this.translatePath(this.path));
    }
  }
  await using server = await FileServer.start(tree.path, Mistaken);
  await server.get("/nope");
  const before = readdirSync("/proc/self/fd").length;
  for (const target of ["/a.txt", "/nope"]) {
    assert.equal((await server.get(target)).statusLine, "HTTP/1.0 404 No permission to list directory");
  }
  for (let wait = 0; wait < 100 && readdirSync("/proc/self/fd").length > before; wait++) await sleep(20);
  assert.ok(readdirSync("/proc/self/fd").length <= before);
});

test("a page that is kept is as fresh as the request: a new name is on it at once", async () => {
  using tree = new TempTree({ "sub/a.txt": "a" });
  await using server = await FileServer.start(tree.path);
  await sleep(2200); // longer than a directory has to be left alone before its page is kept
  const before = await server.get("/sub/");
  assert.equal((await server.get("/sub/")).body, before.body);
  tree.add("sub/b.txt", "b");
  assert.match((await server.get("/sub/")).body, /b\.txt/);
});
