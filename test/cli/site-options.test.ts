// What pages and browsers need, switched on from the command line.

import assert from "node:assert/strict";
import { once } from "node:events";
import { symlink } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { test } from "node:test";
import { checkPages } from "../../src/cli/check-pages.ts";
import { composeHandler } from "../../src/cli/compose.ts";
import { readCommand, type Settings } from "../../src/cli/read-command.ts";
import type { BaseHTTPRequestHandler, HandlerArgs } from "../../src/server/base-handler.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { type RunningServer, startServer } from "../../src/testing/index.ts";
import { TempTree } from "../support/temp-tree.ts";
import { Program, run } from "./program.ts";

const POSIX = { skip: process.platform === "win32" };

const FILES = {
  "index.html": "<p>home",
  "404.html": "<p>none",
  "app.js": "x",
  "a.foo": "foo",
  ".env": "secret",
  "notes.md": "notes",
  "sub/a.txt": "a",
};
const ORIGIN = { Origin: "https://a.example" };
/** Whatever else fetch says of itself. */
const NAVIGATION = { "Sec-Fetch-Dest": "document" };

type Fields = Readonly<Record<string, string>>;

type Answer = Response & { body_: string };

/** Asks a server; redirections are not followed. */
async function ask(url: string, headers: Fields = {}, method = "GET"): Promise<Answer> {
  const response = await fetch(url, { method, headers, redirect: "manual" });
  return Object.assign(response, { body_: await response.text() });
}

/** A server of a folder of its own, put together as the program does it. */
class Site implements AsyncDisposable {
  readonly #folder: TempTree;
  readonly #server: RunningServer;

  private constructor(folder: TempTree, server: RunningServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(args: readonly string[], env: Fields = {}): Promise<Site> {
    const folder = new TempTree(FILES);
    const settings = settingsOf(["-d", folder.path, ...args], env);
    const make = composeHandler(settings, false) as (...made: HandlerArgs) => BaseHTTPRequestHandler;
    const server = await startServer((...made: HandlerArgs) => Object.assign(make(...made), { logMessage() {} }));
    return new Site(folder, server);
  }

  /** The status for a request that asks for this host: fetch sends no other than the one it connects to. */
  async statusFor(host: string): Promise<number> {
    const [response] = (await once(request(this.#server.url, { headers: { Host: host } }).end(), "response")) as [
      IncomingMessage,
    ];
    response.resume();
    return response.statusCode ?? 0;
  }

  get(path: string, headers: Fields = {}, method = "GET"): Promise<Answer> {
    return ask(`${this.#server.url}/${path}`, headers, method);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    this.#folder[Symbol.dispose]();
  }
}

function settingsOf(args: readonly string[], env: Fields = {}): Settings {
  const command = readCommand(args, env);
  assert.equal(command.kind, "serve");
  return command.settings;
}

/** Gets one path of a site that is started for it. */
async function get(path: string, args: readonly string[], fields: Fields = {}, env: Fields = {}) {
  await using site = await Site.start(args, env);
  return await site.get(path, fields);
}

/** The value of a field of one path of a site. */
async function field(name: string, path: string, args: readonly string[], fields: Fields = {}, env: Fields = {}) {
  return (await get(path, args, fields, env)).headers.get(name);
}

test("without options nothing of it is sent, but files are not used again unasked", async () => {
  await using site = await Site.start([]);
  for (const path of ["", "sub/", "app.js", ".env"]) {
    const answer = await site.get(path, { ...ORIGIN, ...NAVIGATION });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "no-cache");
    for (const name of ["access-control-allow-origin", "cross-origin-opener-policy"]) {
      assert.equal(answer.headers.get(name), null);
    }
    assert.equal(answer.headers.get("vary"), path === "sub/" ? "Accept, User-Agent" : null);
  }
  const missing = await site.get("missing", NAVIGATION);
  assert.equal(missing.status, 404);
  assert.match(missing.body_, /Error code: 404/);
  assert.equal(missing.headers.get("cache-control"), null);
});

test("--cors lets every origin read answers, --cors=ORIGIN those that are named, once or in a list", async () => {
  const allowed = (args: readonly string[], env: Fields = {}) =>
    field("access-control-allow-origin", "app.js", args, ORIGIN, env);
  assert.equal(await allowed(["--cors"]), "*");
  assert.equal(await allowed(["--cors=https://a.example"]), "https://a.example");
  assert.equal(await allowed(["--cors=https://b.example", "--cors=https://a.example"]), "https://a.example");
  assert.equal(await allowed(["--cors=https://b.example,https://a.example"]), "https://a.example");
  assert.equal(await allowed(["--cors=https://b.example"]), null);
  assert.equal(await allowed([], { BASEHTTP_CORS: "1" }), "*");
  assert.equal(await allowed([], { BASEHTTP_CORS: "https://b.example\nhttps://a.example" }), "https://a.example");
  assert.equal(await allowed([], { BASEHTTP_CORS: "0" }), null);
  assert.equal(await allowed(["--no-cors"], { BASEHTTP_CORS: "1" }), null);
});

test("--cors answers a preflight, and lets a page read that a file is missing", async () => {
  await using site = await Site.start(["--cors"]);
  const preflight = await site.get("app.js", { ...ORIGIN, "Access-Control-Request-Method": "PUT" }, "OPTIONS");
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-methods"), "GET, HEAD, OPTIONS");
  assert.equal(preflight.headers.get("cache-control"), null);
  const missing = await site.get("missing", ORIGIN);
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get("access-control-allow-origin"), "*");
});

test("--allow-host answers 421 to whoever asks for another name, whatever else is switched on", async () => {
  const others = ["--cors", "--spa", "--404", "404.html", "--cgi", "--base", "/x"];
  for (const args of [[], others]) {
    await using site = await Site.start(["--allow-host", "my.example,.below.example", "--allow-host=nas", ...args]);
    const statusFor = (host: string): Promise<number> => site.statusFor(host);
    for (const host of ["my.example", "a.below.example", "nas:8000", "localhost", "127.0.0.1"]) {
      assert.notEqual(await statusFor(host), 421, host);
    }
    for (const host of ["evil.example", "a.my.example"]) assert.equal(await statusFor(host), 421, host);
  }
  await using open = await Site.start([]);
  assert.equal(await open.statusFor("any.example"), 200);
});

test("--isolate isolates pages; with --cors other origins may embed files", async () => {
  const policies = async (...args: string[]) => {
    const { headers } = await get("", args);
    return ["opener", "embedder", "resource"].map((what) => headers.get(`cross-origin-${what}-policy`));
  };
  assert.deepEqual(await policies("--isolate"), ["same-origin", "require-corp", "same-origin"]);
  assert.deepEqual(await policies("--isolate", "--cors"), ["same-origin", "require-corp", "cross-origin"]);
});

test("--cache says how long files may be kept, for all or for some", async () => {
  await using site = await Site.start(["--cache", "60", "--cache", "*.html=no-store", "--cache", "sub/**=off"]);
  const said = async (path: string) => (await site.get(path)).headers.get("cache-control");
  assert.equal(await said("app.js"), "public, max-age=60");
  assert.equal(await said(""), "no-store");
  assert.equal(await said("sub/a.txt"), null);
  assert.equal(await field("cache-control", "app.js", ["--cache", "*.html=60"]), "no-cache", "the usual for the rest");
  assert.equal(await field("cache-control", "app.js", ["--cache", "off"]), null);
  assert.equal(await field("cache-control", "app.js", [], {}, { BASEHTTP_CACHE: "no-store\n*.css=60" }), "no-store");
});

test("--header goes before the fields of all options", async () => {
  const own = ["-H", "Cache-Control: private", "-H", "Access-Control-Allow-Origin: https://z.example"];
  await using site = await Site.start(["--cors", "--cache", "60", ...own]);
  const whole = await site.get("app.js", ORIGIN);
  const unchanged = await site.get("app.js", { ...ORIGIN, "If-None-Match": whole.headers.get("etag") ?? "" });
  assert.deepEqual([whole.status, unchanged.status], [200, 304]);
  for (const { headers } of [whole, unchanged]) {
    assert.equal(headers.get("cache-control"), "private");
    assert.equal(headers.get("access-control-allow-origin"), "https://z.example");
    assert.match(headers.get("access-control-expose-headers") ?? "", /ETag/);
  }
});

test("--spa answers navigations with the page, and 404 what is a file or asked for by a script", async () => {
  await using site = await Site.start(["--spa", "--no-dotfiles", "--cache", "*.html=60"]);
  const page = await site.get("users/42", NAVIGATION);
  assert.deepEqual([page.status, page.body_], [200, "<p>home"]);
  assert.equal(page.headers.get("cache-control"), "public, max-age=60");
  assert.equal(
    (await site.get("users/42", { ...NAVIGATION, "If-None-Match": page.headers.get("etag") ?? "" })).status,
    304,
  );
  assert.equal((await site.get("users/42", { Accept: "text/html" })).status, 404);
  for (const path of ["app.css", ".env", ".git/x"]) assert.equal((await site.get(path, NAVIGATION)).status, 404, path);
  assert.equal((await get("users", ["--spa=404.html"], NAVIGATION)).body_, "<p>none");
  assert.equal((await get("users", [], NAVIGATION, { BASEHTTP_SPA: "1" })).body_, "<p>home");
  assert.equal((await get("users", [], NAVIGATION, { BASEHTTP_SPA: "404.html" })).body_, "<p>none");
});

test("--404 answers what is missing with a file, where --spa does not", async () => {
  await using site = await Site.start(["--404", "404.html", "--spa", "--cors"]);
  const missing = await site.get("missing.js", NAVIGATION);
  assert.deepEqual([missing.status, missing.body_], [404, "<p>none"]);
  assert.equal(missing.headers.get("cache-control"), null);
  assert.equal(missing.headers.get("access-control-allow-origin"), "*");
  assert.equal((await site.get("users", NAVIGATION)).status, 200);
  assert.equal((await get("missing", [], {}, { BASEHTTP_404: "404.html" })).body_, "<p>none");
});

test("a page that is missing, or lies outside, is a failure to start", POSIX, async () => {
  using folder = new TempTree(FILES);
  using other = new TempTree({ "out.html": "" });
  await symlink(`${other.path}/out.html`, `${folder.path}/link.html`);
  const { path } = folder;
  for (const [args, option, file] of [
    [["--404", "nope.html"], "--404", "nope.html"],
    [["--404", "sub"], "--404", "sub"],
    [["--404", "link.html"], "--404", "link.html"],
    [["--404", "../x.html"], "--404", "../x.html"],
    [["--spa=nope.html"], "--spa", "nope.html"],
  ] as const) {
    const message = `cannot serve the file of ${option}: no such file: '${path}/${file}'`;
    assert.throws(() => checkPages(settingsOf(["-d", path, ...args])), { message, kind: "start" });
  }
  checkPages(settingsOf(["-d", path, "--404", "link.html", "--symlinks", "follow", "--spa"]));
  checkPages(settingsOf(["-d", path, "--404", `${other.path}/out.html`]));
  const { status, stderr, stdout } = await run(["127.0.0.1:0", "--spa", "-d", "sub"], { cwd: path });
  assert.equal(stderr, "error: cannot serve the file of --spa: no such file: 'sub/index.html'\n");
  assert.deepEqual([status, stdout], [1, ""]);
});

test("--base serves everything below a path", async () => {
  await using site = await Site.start(["--base", "app", "--spa"]);
  const answers = [];
  for (const path of ["", "app", "app/", "app/sub", "app/sub/a.txt", "sub/a.txt", "app/users", "users"]) {
    const answer = await site.get(path, NAVIGATION);
    answers.push(`${answer.status} ${answer.headers.get("location") ?? answer.body_.slice(0, 7)}`);
  }
  const nothing = "404 <!DOCTY";
  assert.deepEqual(answers, [
    "302 /app/",
    "301 /app/",
    "200 <p>home",
    "301 /app/sub/",
    "200 a",
    nothing,
    "200 <p>home",
    nothing,
  ]);
});

test("--index names the files that stand for a directory", async () => {
  assert.equal((await get("", ["--index", "nope.html,404.html"])).body_, "<p>none");
  for (const args of [["--index", "none"], ["--index="]]) {
    assert.match((await get("", args)).body_, /Directory listing for \//);
  }
});

test("--no-dotfiles hides what begins with a dot", async () => {
  await using site = await Site.start(["--no-dotfiles", "--index", "none"]);
  for (const path of [".env", "%2eenv"]) assert.equal((await site.get(path)).status, 404);
  assert.doesNotMatch((await site.get("")).body_, /\.env/);
  assert.match((await get("", ["--index", "none"])).body_, /\.env/);
});

test("--mime, --charset and --etag change what is said of files", async () => {
  const foo = ["--mime", ".foo=text/x-foo"];
  assert.equal(await field("content-type", "a.foo", foo), "text/x-foo; charset=utf-8");
  assert.equal(await field("content-type", "a.foo", [...foo, "--charset", "none"]), "text/x-foo");
  assert.equal(await field("content-type", "app.js", ["--mime", "js=a/b", "--mime=foo=c/d"]), "a/b");
  assert.equal(await field("content-type", "", ["--charset=iso-8859-1"]), "text/html; charset=iso-8859-1");
  assert.notEqual(await field("etag", "", []), null);
  assert.equal(await field("etag", "", ["--etag", "none"]), null);
});

test("error pages are sealed: nothing in them is run, or taken for another type", async () => {
  for (const args of [[], ["--404", "404.html", "--cgi", "--base", "/x", "--isolate"]]) {
    await using site = await Site.start(args);
    for (const [path, method, status] of [
      ["x/none.png", "HEAD", 404],
      ["x/none.png", "PUT", 501],
    ] as const) {
      const answer = await site.get(path, {}, method);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    }
    const { headers } = await site.get("none.png");
    assert.equal(headers.get("content-security-policy"), "default-src 'none'");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  }
  await using site = await Site.start([]);
  const { status, headers } = await site.get("app.js", { Range: "bytes=9-" });
  assert.deepEqual([status, headers.get("content-range")], [416, "bytes */1"]);
  assert.equal(headers.get("content-security-policy"), "default-src 'none'");
  assert.equal(await field("content-security-policy", "none.png", ["--like", "python"]), null);
  assert.equal(await field("x-content-type-options", "none.png", ["--like", "python"]), null);
  assert.equal(await field("content-security-policy", "app.js", []), null);
  const found = await field("content-security-policy", "none.png", ["--404", "404.html"]);
  assert.equal(found, null); // that page is the site's own
});

test("--like python answers as Python does, but for what other options and the environment say", async () => {
  const args = ["--like", "python"];
  await using site = await Site.start(args);
  const { headers } = await site.get("app.js", { Range: "bytes=0-0" });
  assert.deepEqual(
    [...headers.keys()].filter((name) => name !== "connection"),
    ["content-length", "content-type", "date", "last-modified", "server"],
  );
  assert.equal(headers.get("content-type"), "text/javascript");
  assert.equal(await field("content-type", "app.js", [...args, "--charset", "x"]), "text/javascript; charset=x");
  assert.equal(
    await field("content-type", "app.js", args, {}, { BASEHTTP_CHARSET: "x" }),
    "text/javascript; charset=x",
  );
  assert.notEqual(await field("etag", "app.js", [...args, "--etag=identity"]), null);
  assert.equal(await field("cache-control", "app.js", [...args, "--cache", "*.html=60"]), null);
  assert.equal(await field("cache-control", "app.js", [...args, "--cache", "60"]), "public, max-age=60");
  assert.equal(await field("access-control-allow-origin", "app.js", [...args, "--cors"]), "*");
});

/** Starts the program with a single file, in a folder of its own. */
async function withFile(args: readonly string[], use: (url: string) => Promise<void>): Promise<void> {
  using folder = new TempTree(FILES);
  await using program = new Program(["127.0.0.1:0", ...args], { cwd: folder.path });
  await use((await program.banner()).url);
}

test("a single file has all of it", async () => {
  const options = ["notes.md", "--cors", "--isolate", "--cache", "*.md=60", "--404", "404.html", "--no-dotfiles"];
  await withFile([...options, "--mime", "md=text/x-md", "--base", "x", "-H", "X-A: 1"], async (url) => {
    for (const path of ["x/", "x/notes.md"]) {
      const { status, headers, body_ } = await ask(url + path);
      assert.deepEqual([status, body_], [200, "notes"]);
      assert.equal(headers.get("cache-control"), "public, max-age=60");
      assert.equal(headers.get("content-type"), "text/x-md; charset=utf-8");
      assert.equal(headers.get("access-control-allow-origin"), "*");
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
      assert.equal(headers.get("x-a"), "1");
    }
    assert.equal((await ask(`${url}x/app.js`)).body_, "<p>none");
  });
});

test("with --spa a single file answers every navigation, and one with a dot is served all the same", async () => {
  await withFile([".env", "--spa", "--no-dotfiles"], async (url) => {
    assert.equal((await ask(url)).body_, "secret");
    assert.equal((await ask(`${url}users/1`, NAVIGATION)).body_, "secret");
    assert.equal((await ask(`${url}app.js`, NAVIGATION)).status, 404);
  });
});

test("handlers of the command let requests share one look at a file, as they write none", () => {
  const make = composeHandler(settingsOf([]), false) as (...made: HandlerArgs) => BaseHTTPRequestHandler;
  const handler = make(null as never, ["127.0.0.1", 1], null as never);
  assert.ok(handler instanceof SimpleHTTPRequestHandler && handler.sharesLooks);
});
