// What keeps the text of scripts, and the server, from those who send requests.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { BasePathMixin, CompressionMixin, NotFoundPageMixin } from "../../src/mixins/index.ts";
import { CGIHTTPRequestHandler } from "../../src/server/cgi-handler.ts";
import { until } from "../support/waiting.ts";
import { CgiFolder, raw, serveScripts, sh } from "./cgi-server.ts";

const SECRET = "the-text-of-the-script";

const folder = new CgiFolder({
  "cgi-bin/script": sh(`echo ran # ${SECRET}`),
  "cgi-bin/noscript": `${SECRET}\n`,
  "cgi-bin/data.txt": `${SECRET}\n`,
  "cgi-bin/sub/script.py": sh(`echo ran # ${SECRET}`),
  "cgi-bin/index.html": sh(`echo ran # ${SECRET}`),
  "scripts-bin/linked": sh("echo linked"),
});
folder.write("cgi-bin/data.txt", `${SECRET}\n`, 0o644);
const outside = mkdtempSync(join(tmpdir(), "basehttp-cgi-outside-"));
const link = (from: string, to: string): void => {
  mkdirSync(join(folder.path, from, ".."), { recursive: true });
  symlinkSync(to, join(folder.path, from));
};
link("alias", "cgi-bin");
link("file-alias", "cgi-bin/script");
link("deep/alias", "../cgi-bin/sub");
link("with-index/index.html", "../cgi-bin/script");
link("cgi-bin/linked", "../scripts-bin/linked");
link("cgi-bin/outside", join(outside, "script"));
execFileSync("/bin/sh", [
  "-c",
  `printf '#!/bin/sh\\nprintf "A: b\\\\n\\\\n"\\n' > ${outside}/script; chmod -R 755 ${outside}`,
]);
execFileSync("mkfifo", [join(folder.path, "cgi-bin/pipe")]);

const server = await serveScripts(folder);
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
  rmSync(outside, { recursive: true });
});

describe("the text of a script", () => {
  const spellings = [
    "/cgi-bin/script",
    "/cgi-bin/script/",
    "/cgi-bin/noscript",
    "/cgi-bin/data.txt",
    "/cgi-bin//script",
    "//cgi-bin/script",
    "/./cgi-bin/script",
    "/x/../cgi-bin/script",
    "/x/%2e%2e/cgi-bin/script",
    "/%2e/cgi-bin/script",
    "/cgi-bin%2fscript",
    "/cgi-bin%2Fdata.txt",
    "/cgi%2dbin/data.txt",
    "/cgi-bin/./data.txt",
    "/cgi-bin/sub/../data.txt",
    "/cgi-bin/x/../data.txt",
    "/cgi-bin/data.txt%2f",
    "/cgi-bin/data.txt?x",
    "/cgi-bin/data.txt#x",
    "/cgi-bin#/data.txt",
    "/CGI-BIN/data.txt",
    "/cgi-bin./data.txt",
    "/cgi-bin /data.txt".replace(" ", "%20"),
    "/cgi-bin\\data.txt",
    "/cgi-bin%5cdata.txt",
    "/cgi-bin/data.txt%00",
    "/cgi-bin%00/data.txt",
    "/../cgi-bin/data.txt",
    "/cgi-bin/../cgi-bin/data.txt",
    "/alias/data.txt",
    "/alias/script",
    "/alias/",
    "/alias//",
    "/alias%2f",
    "/file-alias",
    "/deep/alias/script.py",
    "/deep/alias/",
    "/with-index/",
    "http://a/cgi-bin/data.txt",
    "http://a//cgi-bin/data.txt",
    "cgi-bin/data.txt",
  ];
  for (const method of ["GET", "POST"]) {
    test(`is not to be had by ${method}, however its path is spelt`, async () => {
      for (const target of spellings) {
        const answer = await server.ask(method, target, "Range: bytes=0-1000");
        assert.equal(answer.text.includes(SECRET), false, target);
        assert.notEqual(answer.status, 206, target);
      }
    });
  }

  test("is refused by another name of its directory", async () => {
    for (const target of ["/alias/script", "/file-alias", "/alias/", "/deep/alias/script.py", "/with-index/"]) {
      assert.equal((await server.get(target)).statusLine, "HTTP/1.1 403 CGI scripts are not served as files", target);
    }
  });

  test("lies in a directory that is listed by no other name, as other directories are", async () => {
    assert.equal((await server.get("/deep/alias/")).statusLine, "HTTP/1.1 403 CGI scripts are not served as files");
    const other = await server.get("/scripts-bin/");
    assert.equal(other.status, 200);
    assert.ok(other.body.includes("linked"));
  });

  test("leaves no file open where it is refused", { skip: process.platform !== "linux" }, async () => {
    const openFiles = (): number => readdirSync("/proc/self/fd").length;
    await server.get("/file-alias");
    const before = openFiles();
    for (let times = 0; times < 20; times++) await server.get("/file-alias");
    await until(() => openFiles() < before + 10);
  });

  test("is refused below a base path that the CGI directories do not have", async () => {
    await using based = await serveScripts(folder, {}, BasePathMixin(CGIHTTPRequestHandler, "/app"));
    for (const target of ["/app/cgi-bin/data.txt", "/app/cgi-bin/script", "/app/cgi-bin/"]) {
      assert.equal((await based.get(target)).status, 403, target);
    }
  });

  test("is sent neither in place of a file that it lies beside, compressed, nor of one that is missing", async () => {
    folder.write("page.html", "<p>".repeat(1000));
    link("page.html.gz", "cgi-bin/data.txt");
    const Compressing = CompressionMixin(CGIHTTPRequestHandler, { onTheFly: false });
    await using own = await serveScripts(folder, {}, NotFoundPageMixin(Compressing, "file-alias"));
    const page = await own.get("/page.html", "Accept-Encoding: gzip");
    assert.equal(page.status, 200);
    assert.equal(page.body, "<p>".repeat(1000));
    assert.equal((await own.get("/missing")).text.includes(SECRET), false);
  });

  test("is as safe where the links are followed everywhere", async () => {
    await using following = await serveScripts(folder, { symlinks: "follow" });
    for (const target of spellings) assert.equal((await following.get(target)).text.includes(SECRET), false, target);
  });
});

describe("links in a CGI directory", () => {
  const statusWith = async (symlinks: "inside" | "follow" | "deny", target: string): Promise<number> => {
    await using own = await serveScripts(folder, { symlinks });
    return (await own.get(target)).status;
  };

  test("are followed inside the served folder", async () => {
    assert.equal((await server.get("/cgi-bin/linked")).body, "linked\n");
    assert.equal((await server.get("/cgi-bin/outside")).status, 404);
  });

  test("are followed anywhere, or not at all, as the handler says", async () => {
    assert.equal(await statusWith("follow", "/cgi-bin/outside"), 200);
    assert.equal(await statusWith("deny", "/cgi-bin/linked"), 404);
  });
});

test("a pipe in a CGI directory is not waited for", async () => {
  assert.equal(
    (await server.get("/cgi-bin/pipe")).statusLine,
    "HTTP/1.1 403 CGI script is not a plain file ('/cgi-bin/pipe')",
  );
});

describe("what a script is told", () => {
  test("has nothing of the server's environment but a few variables, and never HTTP_PROXY", async () => {
    using own = new CgiFolder({ "cgi-bin/env": sh("env") });
    process.env["BASEHTTP_TEST_SECRET"] = SECRET;
    await using plain = await serveScripts(own, { cgiEnvironment: { GIVEN: "yes", SERVER_NAME: "example.org" } });
    const { body } = await plain.get(
      "/cgi-bin/env",
      "Proxy: http://evil/",
      "X_Y: evil",
      "Authorization: Basic bWU6c2VjcmV0",
    );
    delete process.env["BASEHTTP_TEST_SECRET"];
    assert.doesNotMatch(body, /SECRET|evil|PROXY|HTTP_AUTHORIZATION|bWU6/);
    for (const line of ["GIVEN=yes", "SERVER_NAME=example.org", "AUTH_TYPE=Basic", "REMOTE_USER=me"]) {
      assert.ok(body.split("\n").includes(line), line);
    }
  });

  test("has the password only where the handler passes it", async () => {
    using own = new CgiFolder({ "cgi-bin/env": sh("env") });
    await using passing = await serveScripts(own, { cgiPassesAuthorization: true });
    const { body } = await passing.get("/cgi-bin/env", "Authorization: Basic bWU6eA==");
    assert.match(body, /^HTTP_AUTHORIZATION=Basic bWU6eA==$/m);
  });
});

describe("what a script writes", () => {
  test("to stderr is logged a line at a time, behind its name, and only so much of it", async () => {
    using own = new CgiFolder({
      "cgi-bin/err": sh('echo "first" >&2; printf "second" >&2'),
      "cgi-bin/flood": sh("yes flood | head -c 1000000 >&2; echo done"),
    });
    await using chatty = await serveScripts(own);
    await chatty.get("/cgi-bin/err");
    await until(() => chatty.log.includes("/cgi-bin/err: second"));
    assert.ok(chatty.log.includes("/cgi-bin/err: first"));
    assert.equal((await chatty.get("/cgi-bin/flood")).body, "done\n");
    await until(() => chatty.log.some((line) => line.includes("wrote to stderr is not logged")));
    const bytes = chatty.log.filter((line) => line.startsWith("/cgi-bin/flood: flood")).length * 6;
    assert.ok(bytes <= 65_536, `${bytes}`);
  });

  test("into its head cannot begin another response", async () => {
    using own = new CgiFolder({ "cgi-bin/split": raw(`printf 'X: a\\r\\r\\nHTTP/1.1 200 OK\\n\\n'`) });
    await using split = await serveScripts(own);
    assert.equal((await split.get("/cgi-bin/split")).status, 502);
  });
});

test("scripts of a server that root runs are nobody's, with no group of root's", {
  skip: process.getuid?.() !== 0,
}, async () => {
  using own = new CgiFolder({ "cgi-bin/id": sh("id -u; id -G") });
  await using asNobody = await serveScripts(own);
  const uid = execFileSync("id", ["-u", "nobody"], { encoding: "utf8" });
  const gid = execFileSync("id", ["-g", "nobody"], { encoding: "utf8" });
  assert.equal((await asNobody.get("/cgi-bin/id")).body, uid + gid);
  await using asRoot = await serveScripts(own, { cgiUser: null });
  assert.match((await asRoot.get("/cgi-bin/id")).body, /^0\n/);
});

test("where there is no such user no script is run, and the log says so", {
  skip: process.getuid?.() !== 0,
}, async () => {
  await using lost = await serveScripts(folder, { cgiUser: "no-such-user" });
  assert.equal((await lost.get("/cgi-bin/script")).status, 500);
  assert.equal(
    lost.log[0],
    "CGI script /cgi-bin/script was not started: there is no user no-such-user; set cgiUser, or --cgi-user",
  );
});
