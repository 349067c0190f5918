// HTTPS from the command line, with a certificate made for the test.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { createSecureContext } from "node:tls";
import { ask } from "../support/ask.ts";
import { findProgram, needs } from "../support/programs.ts";
import { TempTree } from "../support/temp-tree.ts";
import { Program, run } from "./program.ts";

const OPENSSL = findProgram("openssl");

/** Gets a page over TLS, trusting one certificate only. */
function getOver(url: string, ca: Buffer): Promise<{ status: number; body: string }> {
  return ask(url, { ca, servername: "localhost" });
}

/** Finds a wrong password whose decryption OpenSSL takes for a success: it ends like one. */
function luckyPassword(key: Buffer): string {
  for (let number = 0; ; number++) {
    const passphrase = `wrong ${number}`;
    try {
      createSecureContext({ key, passphrase });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_OSSL_BAD_DECRYPT") return passphrase;
    }
  }
}

describe("HTTPS", needs(OPENSSL, "needs openssl"), () => {
  let folder = "";
  const path = (name: string): string => `${folder}/${name}`;

  /** Makes a certificate and its key; the key is locked with a password, or not. */
  function makeCertificate(cert: string, key: string, password?: string): void {
    const lock = password === undefined ? ["-nodes"] : ["-passout", `pass:${password}`];
    const what = ["req", "-x509", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=localhost"];
    const files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", path(key), "-out", path(cert)];
    execFileSync(OPENSSL as string, [...what, ...files, ...lock], { stdio: "ignore" });
  }

  before(async () => {
    folder = new TempTree({ "site/a.txt": "hello", password: "secret\n", "wrong-password": "wrong" }).path;
    makeCertificate("cert.pem", "key.pem");
    makeCertificate("locked-cert.pem", "locked-key.pem", "secret");
    await writeFile(
      path("both.pem"),
      (await readFile(path("cert.pem"), "utf8")) + (await readFile(path("key.pem"), "utf8")),
    );
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function serves(cert: string, ...args: readonly string[]): Promise<void> {
    await using program = new Program(["127.0.0.1:0", "-q", path("site"), "--tls-cert", path(cert), ...args]);
    const { line, port, url } = await program.banner();
    assert.equal(line, `Serving HTTPS on 127.0.0.1 port ${port} (https://127.0.0.1:${port}/) ...\n`);
    assert.deepEqual(await getOver(`${url}a.txt`, await readFile(path(cert))), { status: 200, body: "hello" });
    program.kill("SIGINT");
    const { status, stderr } = await program.ending;
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  }

  test("a certificate and its key serve HTTPS", () => serves("cert.pem", "--tls-key", path("key.pem")));

  test("the key may be in the certificate's file", () => serves("both.pem"));

  test("the password of the key is read from a file", () =>
    serves("locked-cert.pem", "--tls-key", path("locked-key.pem"), "--tls-password-file", path("password")));

  test("a key and its password that lie in the folder are not sent, and standard error says so", async () => {
    const names = ["locked-key.pem", "password", "both.pem"];
    await symlink("locked-key.pem", path("alias.pem"));
    const [key, password] = [path("locked-key.pem"), path("password")];
    const locked = ["--tls-cert", path("locked-cert.pem"), "--tls-key", key, "--tls-password-file", password];
    await using program = new Program(["127.0.0.1:0", "-q", "--no-listing", folder, ...locked]);
    const { url } = await program.banner();
    const ca = await readFile(path("locked-cert.pem"));
    const statuses = await Promise.all(
      [...names, "alias.pem", "locked-cert.pem", "site/a.txt"].map(
        async (name) => (await getOver(url + name, ca)).status,
      ),
    );
    assert.deepEqual(statuses, [404, 404, 200, 404, 200, 200]);
    program.kill("SIGINT");
    const { stderr } = await program.ending;
    assert.deepEqual(stderr.match(/^warning: .*$/gm), [
      `warning: a private key is among the served files; it is not sent, but keep it elsewhere: '${key}'`,
      `warning: the password of the private key is among the served files; it is not sent, but keep it elsewhere: '${password}'`,
    ]);
  });

  test("a key in the certificate's file is not sent either, needed there or not", async () => {
    for (const key of [[], ["--tls-key", "key.pem"], ["--tls-key", "both.pem"]]) {
      await using program = new Program(["127.0.0.1:0", "-q", "--tls-cert", "both.pem", ...key], { cwd: folder });
      const { url } = await program.banner();
      assert.equal((await getOver(`${url}both.pem`, await readFile(path("both.pem")))).status, 404);
      await program.until(() =>
        /^warning: .* private key is among the served files; .*'both\.pem'\n/m.test(program.stderr),
      );
      assert.equal(program.stderr.match(/'both\.pem'/g)?.length, 1);
    }
  });

  test("where links lead anywhere, none to the key outside the folder is one to its text", async () => {
    await symlink("../key.pem", path("site/linked.pem"));
    const links = ["--symlinks", "follow"];
    const tls = ["--tls-cert", path("cert.pem"), "--tls-key", path("site/linked.pem")];
    await using program = new Program(["127.0.0.1:0", "-q", path("site"), ...links, ...tls]);
    const { url } = await program.banner();
    const ca = await readFile(path("cert.pem"));
    assert.equal((await getOver(`${url}linked.pem`, ca)).status, 404);
    assert.equal((await getOver(`${url}a.txt`, ca)).status, 200);
    assert.doesNotMatch(program.stderr, /warning/);
  });

  test("a certificate that comes through a pipe is read once", { skip: process.platform === "win32" }, async () => {
    using tree = new TempTree({ "a.txt": "hello" });
    tree.addPipe("cert");
    const tls = ["--tls-cert", tree.at("cert"), "--tls-key", path("key.pem")];
    await using program = new Program(["127.0.0.1:0", "-q", tree.path, ...tls]);
    const ca = await readFile(path("cert.pem"));
    await writeFile(tree.at("cert"), ca);
    const { url } = await program.banner();
    assert.equal((await getOver(`${url}a.txt`, ca)).body, "hello");
  });

  test("a key is not sent where it is the one file that is served", async () => {
    const args = ["127.0.0.1:0", "-q", "--tls-cert", "both.pem", "both.pem"];
    await using program = new Program(args, { cwd: folder });
    const { url } = await program.banner();
    assert.equal((await getOver(url, await readFile(path("both.pem")))).status, 404);
    await program.until(() =>
      /^warning: .* private key is among the served files; .*'both\.pem'\n/m.test(program.stderr),
    );
  });

  async function refuses(args: readonly string[], message: string): Promise<void> {
    const ending = await run(["127.0.0.1:0", ...args.map((arg) => (arg.startsWith("--") ? arg : path(arg)))]);
    assert.deepEqual(ending, { status: 1, signal: null, stdout: "", stderr: `error: ${message}\n` });
  }

  test("what cannot be used is one line and status 1", async () => {
    const locked = ["--tls-cert", "locked-cert.pem", "--tls-key", "locked-key.pem"];
    const certificate = (name: string): string => `cannot use the TLS certificate '${path(name)}'`;
    const withKey = `${certificate("locked-cert.pem")} with the key '${path("locked-key.pem")}'`;
    await refuses(["--tls-cert", "nope.pem"], `cannot read '${path("nope.pem")}': no such file or directory`);
    await refuses(["--tls-cert", "site/a.txt"], `${certificate("site/a.txt")}: no certificate in PEM form was found`);
    await refuses(["--tls-cert", "site"], `${certificate("site")}: illegal operation on a directory`);
    await refuses(
      ["--tls-cert", "cert.pem"],
      `${certificate("cert.pem")}: no private key in PEM form was found; name its file with --tls-key`,
    );
    await refuses(locked, `${withKey}: the private key needs a password; use --tls-password-file`);
    await refuses(
      [...locked, "--tls-password-file", "wrong-password"],
      `${withKey}: the password of the private key is wrong`,
    );
    await refuses(
      ["--tls-cert", "locked-cert.pem", "--tls-key", "key.pem"],
      `${certificate("locked-cert.pem")} with the key '${path("key.pem")}': the certificate and the private key do not belong together`,
    );
  });

  test("a wrong password is told from a missing key also where it decrypts to something, as one in 256 does", async () => {
    const lock = ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-iter", "1", "-passout", "pass:secret"];
    execFileSync(OPENSSL as string, [...lock, "-in", path("key.pem"), "-out", path("quick-key.pem")]);
    await writeFile(path("lucky-password"), luckyPassword(await readFile(path("quick-key.pem"))));
    await refuses(
      ["--tls-cert", "cert.pem", "--tls-key", "quick-key.pem", "--tls-password-file", "lucky-password"],
      `cannot use the TLS certificate '${path("cert.pem")}' with the key '${path("quick-key.pem")}': the password of the private key is wrong`,
    );
  });

  test("a password file that cannot be read is wrong usage", async () => {
    const { status, stderr } = await run(["--tls-cert", path("cert.pem"), "--tls-password-file", path("nope")]);
    assert.equal(status, 2);
    const message = `Failed to read TLS password file: no such file or directory: '${path("nope")}'`;
    assert.ok(stderr.endsWith(`\nbasehttp: error: ${message}\n`), stderr);
  });
});
