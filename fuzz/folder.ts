// The folder that is served, and beside it a file that nobody may get.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files that are served: their contents, latin-1. */
export const FILES: Readonly<Record<string, string>> = {
  "hello.txt": "Hello, world\n",
  "page.html": "<!DOCTYPE html><title>page</title>\n",
  "big.bin": "0123456789abcdef".repeat(12_500),
  "sub/a b.txt": "a b\n",
};

/** The contents of the file outside. */
export const SECRET = "0utside-the-served-f0lder";

/** A folder made for one run; `using` removes it. */
export class ServedFolder implements Disposable {
  readonly #parent = mkdtempSync(join(tmpdir(), "basehttp-fuzz-"));
  readonly path: string = join(this.#parent, "www");

  constructor() {
    mkdirSync(join(this.path, "sub"), { recursive: true });
    for (const [name, content] of Object.entries(FILES)) writeFileSync(join(this.path, name), content, "latin1");
    const outside = join(this.#parent, "outside");
    mkdirSync(outside);
    for (const folder of [this.#parent, outside]) writeFileSync(join(folder, "secret.txt"), SECRET);
    symlinkSync(outside, join(this.path, "link"), "junction");
  }

  [Symbol.dispose](): void {
    rmSync(this.#parent, { recursive: true });
  }
}
