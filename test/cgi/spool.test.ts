import assert from "node:assert/strict";
import { fstatSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { SpoolLimitError, Spools } from "../../src/cgi/spool.ts";

const BOUNDS = { maxSpoolBytes: 100, maxAllSpoolBytes: 150 };

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

const ownFiles = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`basehttp-${process.pid}-`));

test("a body is kept in a file without a name, which is read from its beginning", async () => {
  const body = await new Spools().keep(pieces("abc", "", "def"), BOUNDS);
  assert.equal(body.length, 6);
  assert.equal(readFileSync(body.fd, "latin1"), "abcdef");
  assert.equal(fstatSync(body.fd).mode & 0o777, 0o600);
  assert.deepEqual(ownFiles(), []);
  await body.close();
});

test("a body that is too long is refused", async () => {
  const spools = new Spools();
  const keeping = spools.keep(pieces("x".repeat(60), "x".repeat(41)), BOUNDS);
  await assert.rejects(keeping, (error) => error instanceof SpoolLimitError && error.scope === "body");
  await (await spools.keep(pieces("x".repeat(100)), BOUNDS)).close();
});

test("so is one that is too much with all others, until they are closed", async () => {
  const spools = new Spools();
  const first = await spools.keep(pieces("x".repeat(90)), BOUNDS);
  const second = (): Promise<{ close(): Promise<void> }> => spools.keep(pieces("x".repeat(90)), BOUNDS);
  await assert.rejects(second(), (error) => error instanceof SpoolLimitError && error.scope === "all");
  await first.close();
  await (await second()).close();
});

test("a source that fails leaves nothing behind", async () => {
  const spools = new Spools();
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.from("x".repeat(90));
    throw new Error("cut");
  }
  for (let round = 0; round < 3; round++) await assert.rejects(spools.keep(failing(), BOUNDS), /cut/);
  assert.deepEqual(ownFiles(), []);
});
