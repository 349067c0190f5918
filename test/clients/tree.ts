// The folder that real clients fetch: every kind of name and size, and what they must get.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pseudoRandom } from "../support/pseudo-random.ts";

/** Sizes around the blocks in which servers copy, and one that fills every buffer on the way. */
const SIZES = [0, 1, 65535, 65536, 65537, 131072, 10 * 1048576];

/** Names that something on the way could misread: a URL, a page, a shell, a log. */
const NAMES = [
  "plain.txt",
  "two words.txt",
  " blanks around ",
  "100%.txt",
  "%41.txt",
  "%2e%2e%2fescape.txt",
  "hash#tag.txt",
  "question?mark=1&more.txt",
  "plus+plus.txt",
  "semi;colon.txt",
  "co:lon.txt",
  "http:",
  "back\\slash.txt",
  'double"quote.txt',
  "single'quote.txt",
  "<script>alert(1)<",
  "<b onmouseover=x>.txt",
  "&amp;&lt;.txt",
  "$(id)`id`.txt",
  "~home",
  "-rf",
  ".hidden",
  "...",
  "line\nfeed.txt",
  "carriage\rreturn.txt",
  "tab\t.txt",
  "bell\x07\x1b[31m.txt",
  "Gr\u00f6\u00dfe.txt",
  "combined e\u0301.txt",
  "\u65e5\u672c\u8a9e.txt",
  "\u0627\u0644\u0639\u0631\u0628\u064a\u0629.txt",
  "\u202etxt.exe",
  "\u{1f680}\u{1f468}\u200d\u{1f469}.txt",
];

/** Names that are not UTF-8, as the bytes they are; latin-1. */
const BYTE_NAMES = ["byte\xff.txt", "latin \xe9\xe8.txt", "cut off\xe2\x82"];

const DIRECTORIES = ["deep/er/and deeper", "empty", "d\u00efr #1/100% <i>"];

/** A file that a client can fetch. */
export interface TreeFile {
  /** The path from the root, as the system has it; latin-1. */
  readonly name: string;
  /** The path as it stands in a URL, percent-encoded byte by byte. */
  readonly urlPath: string;
  readonly size: number;
  readonly sha256: string;
}

/** A generated folder; `using` removes it. */
export class Tree implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), "basehttp-clients-"));
  readonly files: TreeFile[] = [];

  constructor() {
    for (const directory of DIRECTORIES) mkdirSync(join(this.path, directory), { recursive: true });
    for (const size of SIZES) this.#write(`${size}.bin`, pseudoRandom(size));
    for (const name of NAMES) this.#write(toLatin1(name), `the content of ${JSON.stringify(name)}\n`);
    for (const name of BYTE_NAMES) this.#write(name, `the content of ${JSON.stringify(name)}\n`);
    for (const directory of ["deep", "deep/er/and deeper", "d\u00efr #1/100% <i>"]) {
      this.#write(toLatin1(`${directory}/inner file.txt`), `the content of ${directory}\n`);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #write(name: string, content: string | Buffer): void {
    const bytes = Buffer.from(content);
    writeFileSync(Buffer.concat([Buffer.from(`${this.path}/`), Buffer.from(name, "latin1")]), bytes);
    this.files.push({ name, urlPath: encodePath(name), size: bytes.length, sha256: sha256(bytes) });
  }
}

/** The digest by which contents are compared. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The digests of all files below a directory by their paths; latin-1. */
export function digestsBelow(directory: string, below = ""): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(Buffer.from(directory + below, "latin1"), {
    encoding: "buffer",
    withFileTypes: true,
  })) {
    const name = `${below}/${(entry.name as unknown as Buffer).toString("latin1")}`;
    if (entry.isDirectory()) for (const [path, digest] of digestsBelow(directory, name)) files.set(path, digest);
    else files.set(name.slice(1), sha256(readFileSync(Buffer.from(directory + name, "latin1"))));
  }
  return files;
}

function toLatin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function encodePath(name: string): string {
  const encoded = name.replace(/[^A-Za-z0-9/]/g, (byte) => {
    return `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `/${encoded}`;
}
