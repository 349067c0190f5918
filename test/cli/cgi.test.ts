import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { CgiFolder, sh } from "../server/cgi-server.ts";
import { isAlive } from "../support/processes.ts";
import { Program, run } from "./program.ts";

function scripts(all: Readonly<Record<string, string>>): CgiFolder {
  const files = Object.entries(all).map(([name, commands]) => [`cgi-bin/${name}`, sh(commands)]);
  return new CgiFolder({ "file.txt": "file\n", ...Object.fromEntries(files) });
}

describe("--cgi", () => {
  test("runs the scripts of the directory, and serves its files", async () => {
    using folder = scripts({ hello: "echo hello\n" });
    await using program = new Program(["--cgi", "--bind", "127.0.0.1", "0", folder.path]);
    const { url } = await program.banner();
    assert.equal(await (await fetch(`${url}cgi-bin/hello`)).text(), "hello\n");
    assert.equal(await (await fetch(`${url}file.txt`)).text(), "file\n");
    await program.until(() => program.stderr.includes('"GET /cgi-bin/hello HTTP/1.1" 200 -'));
  });

  test("is off by default", async () => {
    using folder = scripts({ hello: "echo hello\n" });
    await using program = new Program(["--bind", "127.0.0.1", "0", folder.path]);
    const { url } = await program.banner();
    assert.match(await (await fetch(`${url}cgi-bin/hello`)).text(), /^#!\/bin\/sh/);
    assert.equal((await fetch(`${url}cgi-bin/hello`, { method: "POST" })).status, 501);
  });

  test("speaks HTTP/1.0 where it is told to", async () => {
    using folder = scripts({ protocol: 'printf "$SERVER_PROTOCOL"\n' });
    await using program = new Program(["--cgi", "--protocol", "HTTP/1.0", "--bind", "127.0.0.1", "0", folder.path]);
    const { url } = await program.banner();
    assert.equal(await (await fetch(`${url}cgi-bin/protocol`)).text(), "HTTP/1.0");
  });

  test("finds scripts below the base path", async () => {
    using folder = scripts({ name: 'echo "$SCRIPT_NAME|$PATH_INFO|$PATH_TRANSLATED"\n' });
    await using program = new Program(["--cgi", "--base", "/app", "--bind", "127.0.0.1", "0", folder.path]);
    const { url } = await program.banner();
    assert.equal(await (await fetch(`${url}app/cgi-bin/name/x`)).text(), `/app/cgi-bin/name|/x|${folder.path}/x\n`);
    const twice = `/app/cgi-bin/name|/app/x|${folder.path}/app/x\n`;
    assert.equal(await (await fetch(`${url}app/cgi-bin/name/app/x`)).text(), twice);
    assert.equal((await fetch(`${url}cgi-bin/name`)).status, 404);
  });

  test("runs no script whose name begins with a dot where dotfiles are not served", async () => {
    using folder = scripts({ ".hidden": "echo hidden\n" });
    await using program = new Program(["--cgi", "--no-dotfiles", "--bind", "127.0.0.1", "0", folder.path]);
    const { url } = await program.banner();
    assert.equal((await fetch(`${url}cgi-bin/.hidden`)).status, 404);
  });

  test("needs a directory", async () => {
    using folder = scripts({});
    const { status, stderr } = await run(["--cgi", join(folder.path, "file.txt")]);
    assert.equal(status, 2);
    assert.match(stderr, /error: --cgi needs a directory to serve, not a file\n$/);
  });

  test("leaves no script behind when the program ends, at once or with grace, or by a signal", async () => {
    for (const signals of [["SIGTERM"], ["SIGTERM", "SIGTERM"], ["SIGINT"], ["SIGHUP"], ["SIGQUIT"]] as const) {
      const stubborn = "trap '' TERM INT HUP QUIT\necho $$\nwhile :; do sleep 0.05; done\n";
      using folder = scripts({ stubborn });
      await using program = new Program(["--cgi", "--grace", "0", "--bind", "127.0.0.1", "0", folder.path]);
      const { url } = await program.banner();
      const response = await fetch(`${url}cgi-bin/stubborn`);
      const { value } = await (response.body as ReadableStream<Uint8Array>).getReader().read();
      const pid = Number(Buffer.from(value as Uint8Array).toString());
      assert.equal(isAlive(pid), true);
      for (const signal of signals) program.kill(signal);
      await program.ending;
      await program.until(() => !isAlive(pid));
    }
  });
});

describe("--cgi-env", () => {
  test("gives scripts variables: its own, or the program's", async () => {
    using folder = scripts({ env: 'echo "$ONE|$TWO|$THREE|$FOUR"\n' });
    const args = ["--cgi-env", "ONE=1=x", "--cgi-env", "TWO", "--cgi-env=THREE="];
    const env = { TWO: "2", FOUR: "4" };
    await using program = new Program(["--cgi", ...args, "--bind", "127.0.0.1", "0", folder.path], { env });
    const { url } = await program.banner();
    assert.equal(await (await fetch(`${url}cgi-bin/env`)).text(), "1=x|2||\n");
  });

  const refusals: readonly (readonly [text: string, message: string])[] = [
    ["1A=b", "expected NAME or NAME=VALUE, not '1A=b'"],
    ["=b", "expected NAME or NAME=VALUE, not '=b'"],
    ["NOT_SET_ANYWHERE", "the variable NOT_SET_ANYWHERE is not set; set it, or write NOT_SET_ANYWHERE=VALUE"],
  ];
  for (const [text, message] of refusals) {
    test(`refuses ${text}`, async () => {
      const { status, stderr } = await run(["--cgi-env", text]);
      assert.equal(status, 2);
      assert.ok(stderr.endsWith(`error: argument --cgi-env: ${message}\n`), stderr);
    });
  }
});

test("--cgi-authorization passes the field on", async () => {
  using folder = scripts({ auth: 'printf "$HTTP_AUTHORIZATION"\n' });
  await using program = new Program(["--cgi", "--cgi-authorization", "--bind", "127.0.0.1", "0", folder.path]);
  const { url } = await program.banner();
  const response = await fetch(`${url}cgi-bin/auth`, { headers: { Authorization: "Basic bWU6eA==" } });
  assert.equal(await response.text(), "Basic bWU6eA==");
});

describe("--cgi-user", () => {
  test("names the user scripts run as", { skip: process.getuid?.() !== 0 }, async () => {
    using folder = scripts({ id: "id -un\n" });
    await using program = new Program(["--cgi", "--cgi-user", "daemon", "--bind", "127.0.0.1", "0", folder.path]);
    const { url } = await program.banner();
    assert.equal(await (await fetch(`${url}cgi-bin/id`)).text(), "daemon\n");
  });

  test("has to be a user", { skip: process.getuid?.() !== 0 }, async () => {
    const { status, stderr } = await run(["--cgi", "--cgi-user", "no-such-user"]);
    assert.equal(status, 2);
    assert.match(stderr, /argument --cgi-user: there is no user 'no-such-user'\n$/);
  });

  test("is for root", { skip: process.getuid?.() === 0 }, async () => {
    const { stderr } = await run(["--cgi", "--cgi-user", "daemon"]);
    assert.match(stderr, /argument --cgi-user: only root can run scripts as another user\n$/);
  });
});

test("--limit sets the limits of scripts, by names of their own", async () => {
  using folder = scripts({ cpu: "ulimit -t\n" });
  const args = ["--limit", "cgiMaxCpuSeconds=9", "--limit", "cgiRunMs=unlimited"];
  await using program = new Program(["--cgi", ...args, "--bind", "127.0.0.1", "0", folder.path]);
  const { url } = await program.banner();
  assert.equal(await (await fetch(`${url}cgi-bin/cpu`)).text(), "9\n");
});
