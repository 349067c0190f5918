import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BasePathMixin,
  NoDotfilesMixin,
  NotFoundPageMixin,
  SingleFileMixin,
  SpaMixin,
} from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { FileServer, fieldOf } from "../server/file-server.ts";
import { TempTree } from "../support/temp-tree.ts";

const FILES = {
  "index.html": "<p>home",
  "a b.txt": "text",
  "sub/x.txt": "x",
  "bytes/\udcff.txt": "byte",
  "app/x.txt": "inner",
  ".env": "secret",
  "404.html": "<p>none",
};
const POSIX = { skip: process.platform === "win32" };

async function statusesOf(server: FileServer, ...paths: string[]): Promise<number[]> {
  const answers = [];
  for (const path of paths) answers.push((await server.get(path)).status);
  return answers;
}

const start = (tree: TempTree, prefix = "/app/"): Promise<FileServer> =>
  FileServer.start(tree.path, BasePathMixin(SimpleHTTPRequestHandler, prefix));

test("what is below the base is what is in the directory, however the path is written", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  for (const [path, body] of [
    ["/app/", "<p>home"],
    ["/app/index.html", "<p>home"],
    ["/app/a%20b.txt?x", "text"],
    ["/%61pp/sub/x.txt", "x"],
    ["//app//sub/./x.txt", "x"],
    ["/x/../app/sub/x.txt", "x"],
    ["/app%2fsub%2fx.txt", "x"],
    ["/app/app/x.txt", "inner"],
  ] as const) {
    assert.equal((await server.get(path)).body, body, path);
  }
});

test("the handler below is asked for paths that begin with one slash, as if there were no base", async () => {
  const targets = new Set<string>();
  class Noting extends SimpleHTTPRequestHandler {
    override translatePath(target: string): string {
      targets.add(target);
      return super.translatePath(target);
    }
  }
  using tree = new TempTree(FILES);
  await using server = await FileServer.start(tree.path, BasePathMixin(Noting, "/app/"));
  await statusesOf(server, "/app/", "//app//sub/", "/app/sub/x.txt");
  assert.deepEqual([...targets], ["/", "/sub/", "/sub/x.txt"]);
});

test("a slash behind the name of a file makes it another path, which leads nowhere", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  assert.deepEqual(await statusesOf(server, "/app/sub/x.txt", "/app/sub/x.txt/"), [200, 404]);
});

test("names that are not UTF-8 are found below the base too", POSIX, async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  for (const path of ["/app/bytes/%FF.txt", "/app/bytes/%ED%B3%BF.txt"]) {
    assert.equal((await server.get(path)).body, "byte", path);
  }
});

test("what is outside is not found", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  const outside = [
    "/index.html",
    "/a%20b.txt",
    "/sub/x.txt",
    "/apple/index.html",
    "/App/",
    "/app/../sub/x.txt",
    "/%00",
  ];
  assert.deepEqual(
    await statusesOf(server, ...outside),
    outside.map(() => 404),
  );
  assert.equal((await server.get("/app/../../../etc/passwd")).status, 404);
});

test("/ leads to the base for now, the base without its slash for good, and the query goes along", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  for (const [path, status, location] of [
    ["/", 302, "/app/"],
    ["//", 302, "/app/"],
    ["/?a=1", 302, "/app/?a=1"],
    ["/app", 301, "/app/"],
    ["/app?a=1", 301, "/app/?a=1"],
    ["/app/sub", 301, "/app/sub/"],
    ["/app/sub?a=1", 301, "/app/sub/?a=1"],
  ] as const) {
    for (const method of ["GET", "HEAD"]) {
      const answer = await server.ask(method, path);
      assert.deepEqual([answer.status, fieldOf(answer, "Location")], [status, location], path);
    }
  }
});

test("a connection lives on behind the way to the base", async () => {
  using tree = new TempTree(FILES);
  class Persistent extends SimpleHTTPRequestHandler {
    override protocolVersion = "HTTP/1.1";
  }
  await using server = await FileServer.start(tree.path, BasePathMixin(Persistent, "app"));
  const text = await server.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /app/a%20b.txt HTTP/1.0\r\n\r\n");
  assert.deepEqual(text.match(/ \d{3} (?=[A-Z])/g), [" 302 ", " 200 "]);
});

test("the title of a directory's page has the base", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree);
  assert.match((await server.get("/app/sub/")).body, /<title>Directory listing for \/app\/sub\/</);
});

test("a base may have several names, with any letters", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree, "/my app/\u00fc");
  assert.equal((await server.get("/my%20app/%C3%BC/sub/x.txt")).body, "x");
  assert.equal(fieldOf(await server.get("/"), "Location"), "/my%20app/%C3%BC/");
  assert.equal(fieldOf(await server.get("/my%20app/%c3%bc"), "Location"), "/my%20app/%C3%BC/");
  assert.deepEqual(await statusesOf(server, "/my%20app", "/my%20app/"), [404, 404]);
});

test("a base of slashes alone changes nothing", async () => {
  using tree = new TempTree(FILES);
  await using server = await start(tree, "/");
  assert.deepEqual(await statusesOf(server, "/", "/sub", "/sub/x.txt", "/nope"), [200, 301, 200, 404]);
});

test("a single file is below the base, at its name and at the base itself", async () => {
  using tree = new TempTree(FILES);
  const Handler = BasePathMixin(SingleFileMixin(SimpleHTTPRequestHandler, tree.at("a b.txt")), "app");
  await using server = await FileServer.start(tree.path, Handler);
  assert.deepEqual(
    await statusesOf(server, "/app/", "/app/a%20b.txt", "/app", "/", "/a%20b.txt", "/app/x"),
    [200, 200, 301, 302, 404, 404],
  );
});

test("routes of an application are below the base only, and what is outside has the usual error page", async () => {
  using tree = new TempTree(FILES);
  const Handler = BasePathMixin(SpaMixin(NotFoundPageMixin(SimpleHTTPRequestHandler, "404.html")), "app");
  await using server = await FileServer.start(tree.path, Handler);
  const navigate = (path: string) => server.get(path, "Sec-Fetch-Dest: document");
  assert.equal((await navigate("/app/users/1")).body, "<p>home");
  assert.equal((await navigate("/app/nope.js")).body, "<p>none");
  for (const path of ["/users/1", "/nope.js"]) assert.match((await navigate(path)).body, /Error code: 404/, path);
});

test("a base that begins with a dot is no dotfile", async () => {
  using tree = new TempTree(FILES);
  const Handler = BasePathMixin(NoDotfilesMixin(SimpleHTTPRequestHandler), ".site");
  await using server = await FileServer.start(tree.path, Handler);
  assert.deepEqual(await statusesOf(server, "/.site/sub/x.txt", "/.site/.env"), [200, 404]);
});
