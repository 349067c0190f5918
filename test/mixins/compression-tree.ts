// Files to be sent compressed, a server of them, and the way back to their bytes.

import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { CompressionMixin, type CompressionOptions } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { type Answer, FileServer, fieldOf } from "../server/file-server.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";
import type { TreeFiles } from "../support/temp-tree.ts";

/** Text that compresses well, of a length. */
export function text(length: number): string {
  let made = "";
  for (let line = 0; made.length < length; line++) made += `line ${line} of a file to be sent\n`;
  return made.slice(0, length);
}

export const PAGE: string = text(20_000);
export const DATA: Buffer = pseudoRandom(5000);

/** One file of each kind. The contents of sidecars show who they are; nobody decodes them. */
export const SITE: TreeFiles = {
  "page.html": PAGE,
  "app.js": PAGE,
  "app.js.br": "app in br",
  "app.js.gz": "app in gzip",
  "app.js.zst": "app in zstd",
  "picture.png": DATA,
  "tiny.txt": "tiny",
  "noise.txt": DATA,
  "logo.png": DATA,
  "logo.png.gz": "logo in gzip",
  "archive.tar.gz": DATA,
  "drawing.svgz": PAGE,
  "book.txt.br": "book in br",
};

/** Starts a server that compresses. */
export function startCompressing(
  directory: string,
  options: CompressionOptions = {},
  handler: typeof SimpleHTTPRequestHandler = SimpleHTTPRequestHandler,
): Promise<FileServer> {
  return FileServer.start(directory, CompressionMixin(handler, options));
}

/** Decodes the body of an answer; latin-1. */
export function decoded(answer: Answer): string {
  const bytes = Buffer.from(answer.body, "latin1");
  const coding = fieldOf(answer, "Content-Encoding");
  if (coding === "gzip") return gunzipSync(bytes).toString("latin1");
  if (coding === "br") return brotliDecompressSync(bytes).toString("latin1");
  return answer.body;
}
