import assert from "node:assert/strict";
import { fstatSync, readdirSync, readFileSync, unlinkSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { type TestContext, test } from "node:test";
import { SpoolFileError, SpoolLimitError, Spools } from "../../src/cgi/spool.ts";

const BOUNDS = { maxSpoolBytes: 100, maxAllSpoolBytes: 150 };

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

/** Notes all files that are opened, after `change` has seen them. One that is closed has the descriptor -1. */
function noteFiles(t: TestContext, change: (file: FileHandle) => void = () => undefined): FileHandle[] {
  const files: FileHandle[] = [];
  t.mock.method(process.getBuiltinModule("node:fs/promises"), "open", async (...args: Parameters<typeof open>) => {
    const file = await open(...args);
    change(file);
    files.push(file);
    return file;
  });
  return files;
}

const descriptors = (files: readonly FileHandle[]): number[] => files.map(({ fd }) => fd);

const ownFiles = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`basehttp-${process.pid}-`));

test("a body is kept in a file without a name, which is read from its beginning", async (t) => {
  const files = noteFiles(t);
  const body = await new Spools().keep(pieces("abc", "", "def"), BOUNDS);
  assert.equal(body.length, 6);
  assert.equal(readFileSync(body.fd, "latin1"), "abcdef");
  assert.equal(fstatSync(body.fd).mode & 0o777, 0o600);
  assert.deepEqual(ownFiles(), []);
  await body.close();
  assert.deepEqual(descriptors(files), [-1]);
});

test("what the system takes a part at a time is kept whole", async (t) => {
  noteFiles(t, (file) => {
    const write = file.write.bind(file) as (...args: unknown[]) => Promise<{ bytesWritten: number; buffer: Buffer }>;
    t.mock.method(file, "write", (piece: Buffer, offset: number, length: number, position: number) =>
      write(piece, offset, Math.min(length, 3), position),
    );
  });
  const body = await new Spools().keep(pieces("ab", "cdefghijk", "lmno"), BOUNDS);
  assert.equal(readFileSync(body.fd, "latin1"), "abcdefghijklmno");
  await body.close();
});

test("a file whose name cannot be removed is closed, and the body refused", async (t) => {
  const files = noteFiles(t);
  const paths: string[] = [];
  t.mock.method(process.getBuiltinModule("node:fs/promises"), "unlink", (path: string) => {
    paths.push(path);
    return Promise.reject(Object.assign(new Error("EPERM"), { code: "EPERM" }));
  });
  const keeping = new Spools().keep(pieces("abc"), BOUNDS);
  await assert.rejects(keeping, (error) => error instanceof SpoolFileError && error.code === "EPERM");
  assert.deepEqual(descriptors(files), [-1]);
  for (const path of paths) unlinkSync(path);
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
  await (await spools.keep(pieces("x".repeat(60)), BOUNDS)).close();
  await first.close();
  await (await second()).close();
});

test("a source that fails leaves nothing behind", async (t) => {
  const files = noteFiles(t);
  const spools = new Spools();
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.from("x".repeat(90));
    throw new Error("cut");
  }
  for (let round = 0; round < 3; round++) await assert.rejects(spools.keep(failing(), BOUNDS), /cut/);
  assert.deepEqual(descriptors(files), [-1, -1, -1]);
  assert.deepEqual(ownFiles(), []);
});
