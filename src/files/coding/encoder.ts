// Node's compressors. They run on its thread pool, and the event loop goes on meanwhile. zlib is loaded on first use.

import type { Transform } from "node:stream";
import type { BrotliOptions, ZlibOptions } from "node:zlib";
import { toOwnMemory } from "../own-memory.ts";
import type { CodingName } from "./content-coding.ts";

type Callback = (error: Error | null, result: Buffer) => void;

/** What Node's zlib has since 22.15. */
interface Zstd {
  readonly createZstdCompress?: (options: object) => Transform;
  readonly zstdCompress?: (bytes: Uint8Array, options: object, callback: Callback) => void;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

/** zlib's own default: 62 MB/s; 9 does 20 MB/s and saves a hundredth more. */
const GZIP_LEVEL = 6;
/** As fast as gzip (56 MB/s), and an eighth smaller; 6 is a quarter slower for another fiftieth, and 11 takes 30 times as long. */
const BROTLI_QUALITY = 5;
/** A window of 512 KiB (2^19) for streams: with brotli's own, 4 MiB, each stream takes far more memory to save a hundredth. */
const BROTLI_STREAM_WINDOW = 19;
/** zstd's own default; its window, 2 MiB, is below the 8 MiB a client must have (RFC 9659). */
const ZSTD_LEVEL = 3;

const NO_ZSTD = "This Node has no zstd.";

const zlib = (): typeof import("node:zlib") => process.getBuiltinModule("node:zlib");
const zstd = (): Zstd => zlib() as unknown as Zstd;

/** Tells whether this Node has the coding: zstd since 22.15. Loads nothing. */
export function canEncode(name: CodingName): boolean {
  return name !== "zstd" || process.versions["zstd"] !== undefined;
}

/** Compresses bytes that are in memory. They must not change meanwhile. The result takes no more memory than its length. */
export function encodeBytes(bytes: Buffer, name: CodingName): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { zstdCompress } = zstd();
    const callback: Callback = (error, result) => (error === null ? resolve(toOwnMemory(result)) : reject(error));
    if (name === "gzip") zlib().gzip(bytes, gzipOptions(), callback);
    else if (name === "br") zlib().brotliCompress(bytes, brotliOptions("SIZE_HINT", bytes.length), callback);
    else if (zstdCompress === undefined) reject(new Error(NO_ZSTD));
    else zstdCompress(bytes, zstdOptions(), callback);
  });
}

/** Makes a stream that compresses what is written to it. @throws Error if this Node lacks the coding. */
export function createEncoder(name: CodingName): Transform {
  if (name === "gzip") return zlib().createGzip(gzipOptions());
  if (name === "br") return zlib().createBrotliCompress(brotliOptions("LGWIN", BROTLI_STREAM_WINDOW));
  const stream = zstd().createZstdCompress?.(zstdOptions());
  if (stream === undefined) throw new Error(NO_ZSTD);
  return stream;
}

function gzipOptions(): ZlibOptions {
  return { level: GZIP_LEVEL };
}

function brotliOptions(parameter: "SIZE_HINT" | "LGWIN", value: number): BrotliOptions {
  const { BROTLI_PARAM_QUALITY, [`BROTLI_PARAM_${parameter}` as const]: key } = zlib().constants;
  return { params: { [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [key]: value } };
}

function zstdOptions(): object {
  const { ZSTD_c_compressionLevel: level } = zstd().constants;
  return level === undefined ? {} : { params: { [level]: ZSTD_LEVEL } };
}
