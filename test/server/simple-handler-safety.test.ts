import assert from "node:assert/strict";
import fs, { readdirSync, symlinkSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { mock, test } from "node:test";
import fc from "fast-check";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { link, TempTree } from "../support/temp-tree.ts";
import { sleep } from "../support/waiting.ts";
import { FileServer, fieldOf, QuietFileHandler } from "./file-server.ts";

const POSIX = { skip: process.platform === "win32" };
const LINUX = { skip: process.platform !== "linux" };

function handlerOf(directory: string): QuietFileHandler {
  return new QuietFileHandler({} as never, ["", 0], {} as never, { directory });
}

test("no spelling of .. leads out of the directory", async () => {
  using tree = new TempTree({ "www/a.txt": "public", "secret.txt": "secret", "www-private/secret.txt": "secret" });
  await using server = await FileServer.start(tree.at("www"));
  const ups = [
    "..",
    "%2e%2e",
    ".%2e",
    "%2E.",
    "%252e%252e",
    "..;",
    "..%00",
    "..%c0%af",
    "%c0%ae%c0%ae",
    "..\\",
    "..%5c",
  ];
  for (const up of ups) {
    for (const slash of ["/", "%2f", "//", "/./", "\\", "%5c"]) {
      for (const target of [`/${up}${slash}secret.txt`, `/a${slash}${up}${slash}${up}${slash}secret.txt`]) {
        assert.notEqual((await server.get(target)).body, "secret", target);
      }
    }
  }
  for (const target of ["/../www-private/secret.txt", "-private/secret.txt", "/..%2fwww-private/secret.txt"]) {
    assert.equal((await server.get(target)).status, 404, target);
  }
  assert.equal((await server.get("/../../a.txt")).body, "public");
});

test("translatePath never leaves the directory, whatever the target", () => {
  const piece = fc.constantFrom(
    "..",
    "%2e",
    "/",
    "%2f",
    "\\",
    "%5c",
    "a",
    "?",
    "#",
    "%ff",
    "%ED%B3%BF",
    "http://h",
    ":",
    " ",
  );
  const target = fc.oneof(
    fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join("")),
    fc.string(),
  );
  const handler = handlerOf("/srv/www");
  fc.assert(
    fc.property(target, (text) => {
      const path = handler.translatePath(text);
      assert.ok(path === "/srv/www" || path.startsWith("/srv/www/"), path);
      assert.ok(!path.split("/").includes(".."), path);
    }),
    { numRuns: 2000 },
  );
});

test("translatePath cuts the query and the fragment, and keeps a slash at the end", POSIX, () => {
  const handler = handlerOf("/srv/www");
  for (const target of [
    "/filename",
    "/filename?foo=bar",
    "/filename?foo=bar/",
    "/filename#x?y/",
    "//filename",
    "filename",
  ]) {
    assert.equal(handler.translatePath(target), "/srv/www/filename", target);
  }
  assert.equal(handler.translatePath("/sub/"), "/srv/www/sub/");
  assert.equal(handler.translatePath("/sub%2f?a"), "/srv/www/sub/");
  assert.equal(handler.translatePath("/"), "/srv/www/");
  assert.equal(handler.translatePath("/%ff"), "/srv/www/\udcff");
  assert.equal(handlerOf("/").translatePath("/etc"), "/etc");
  assert.equal(handlerOf("/").translatePath("/"), "/");
  assert.equal(handlerOf("").translatePath("/etc"), "./etc");
  assert.equal(handlerOf("www/").translatePath("/a"), "www/a");
});

test("NUL and other bytes that are no name are 404, and nothing is logged but that", async () => {
  using tree = new TempTree({ "a.txt": "a" });
  await using server = await FileServer.start(tree.path);
  for (const target of ["/%00", "/a.txt%00", "/%00/a.txt", "/a.txt%00.html", "/%ED%A0%80", "/%FE"]) {
    assert.equal((await server.get(target)).status, 404, target);
  }
  assert.ok(server.log.every((line) => /^code 404, message File not found$|^"GET /.test(line)));
});

test("a redirection leads to no other host, whatever the target looks like", LINUX, async () => {
  using tree = new TempTree({ "sub/x": "", "\\evil.example/x": "", "evil.example/x": "" });
  await using server = await FileServer.start(tree.path);
  const targets = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/%5Cevil.example",
    "//evil.example/..%2f..%2fsub",
    "//sub",
    "http://evil.example//sub",
    "http://evil.example/sub",
    "http://evil.example:80/sub?a=b",
    "sub",
  ];
  for (const target of targets) {
    const location = fieldOf(await server.get(target), "Location");
    assert.match(location ?? "", /^\/(?![/\\])[!-[\]-~]*\/(\?a=b)?$/, target);
    assert.equal(new URL(location ?? "", "http://test").host, "test");
  }
});

test("a target in absolute form means its path", async () => {
  using tree = new TempTree({ "a.txt": "a" });
  await using server = await FileServer.start(tree.path);
  assert.equal((await server.get("http://anywhere/a.txt?x")).body, "a");
});

test("a pipe is 404 at once, and keeps nobody waiting", LINUX, async () => {
  using tree = new TempTree({ "a.txt": "a", "piped/x": "" });
  tree.addPipe("pipe");
  tree.addPipe("piped/index.html");
  await using server = await FileServer.start(tree.path);
  const pipes = Array.from({ length: 8 }, () => server.get("/pipe"));
  assert.equal((await server.get("/a.txt")).body, "a");
  for (const answer of await Promise.all(pipes)) assert.equal(answer.status, 404);
  assert.match((await server.get("/piped/")).body, /index\.html/);
});

test("links in circles are 404", POSIX, async () => {
  using tree = new TempTree({ one: link("two"), two: link("one") });
  await using server = await FileServer.start(tree.path);
  for (const target of ["/one", "/one/", "/one/x"]) assert.equal((await server.get(target)).status, 404);
});

test("when too many files are open the answer is 503, and the next one is right again", async () => {
  using tree = new TempTree({ "a.txt": "a" });
  await using server = await FileServer.start(tree.path);
  const opening = mock.method(fs, "openSync", () => {
    throw Object.assign(new Error(`EMFILE: too many open files, open '${tree.path}'`), {
      code: "EMFILE",
      syscall: "open",
    });
  });
  syncBuiltinESMExports();
  const answer = await server.get("/a.txt");
  opening.mock.restore();
  syncBuiltinESMExports();
  assert.equal(answer.status, 503);
  assert.ok(!answer.text.includes(tree.path));
  assert.equal((await server.get("/a.txt")).body, "a");
});

test("no request leaves a descriptor open, not even one whose client goes away", LINUX, async () => {
  using outside = new TempTree({ "secret.txt": "secret" });
  using tree = new TempTree({ "a.txt": "a", "sub/x": "", large: Buffer.alloc(20_000_000) });
  symlinkSync(outside.at("secret.txt"), tree.at("link"));
  await using server = await FileServer.start(tree.path);
  await server.get("/a.txt");
  const before = readdirSync("/proc/self/fd").length;
  for (const target of ["/a.txt", "/a.txt/", "/nope", "/sub", "/sub/", "/link", "/large"]) {
    for (const method of ["GET", "HEAD"]) await server.ask(method, target);
    await server.get(target, "If-Modified-Since: Fri, 31 Dec 2100 00:00:00 GMT");
  }
  for (let round = 0; round < 20; round++) {
    using client = await server.connect();
    client.send("GET /large HTTP/1.0\r\n\r\n");
    await client.until("\r\n\r\n");
    client.socket.resetAndDestroy();
  }
  for (let wait = 0; wait < 100 && readdirSync("/proc/self/fd").length > before; wait++) await sleep(20);
  assert.ok(readdirSync("/proc/self/fd").length <= before);
});

test("what an override of translatePath returns is served, in the directory or elsewhere", async () => {
  using tree = new TempTree({ "www/a.txt": "a", "other/b.txt": "b" });
  class Routed extends SimpleHTTPRequestHandler {
    override translatePath(path: string): string {
      if (path === "/b") return tree.at("other/b.txt");
      if (path.startsWith("/naive/")) return `${tree.at("other")}/${decodeURIComponent(path.slice(7))}`;
      return super.translatePath(path.replace("/alias/", "/"));
    }
  }
  await using server = await FileServer.start(tree.at("www"), Routed);
  assert.equal((await server.get("/alias/a.txt")).body, "a");
  assert.equal((await server.get("/b")).body, "b");
  assert.equal((await server.get("/naive/b.txt")).body, "b");
  for (const target of ["/naive/../www/a.txt", "/naive/%2e%2e/www/a.txt", "/naive/b.txt%00"]) {
    assert.equal((await server.get(target)).status, 404, target);
  }
});

test(
  "a path that a handler has decoded names that file, and none whose name has the low bytes of its letters",
  POSIX,
  async () => {
    using tree = new TempTree({ "a.txt": "a", "\u0142.txt": "l", "dir\u0161/b.txt": "b", "dira/c.txt": "c" });
    class Decoding extends SimpleHTTPRequestHandler {
      override sendHead() {
        this.path = decodeURIComponent(this.path);
        return super.sendHead();
      }
    }
    await using server = await FileServer.start(tree.path, Decoding);
    assert.equal((await server.get("/%C5%A1.txt")).status, 404);
    assert.equal((await server.get("/%C5%82.txt")).body, "l");
    assert.equal(fieldOf(await server.get("/dir%C5%A1"), "Location"), "/dir%C5%A1/");
    assert.match((await server.get("/dir%C5%A1/")).body, /dir\xc5\xa1[^]*b\.txt/);
  },
);

test("a field named in the request's path cannot reach a header", async () => {
  using tree = new TempTree({ "a\r\nX-Forged: 1/x": "" });
  await using server = await FileServer.start(tree.path);
  const answer = await server.get("/a%0d%0aX-Forged:%201");
  assert.equal(answer.status, 301);
  assert.equal(fieldOf(answer, "X-Forged"), undefined);
  assert.equal(fieldOf(answer, "Location"), "/a%0d%0aX-Forged:%201/");
});
