// What compressing on the fly may cost.

import { SETTLED_MS } from "../file-version.ts";

/** The limits: sizes and amounts in bytes, numbers of files, and a time. */
export interface CompressionLimits {
  /** Smaller files are sent as they are. */
  readonly minBytes: number;
  /** Files up to this size are compressed in memory, and the result is kept; larger ones are compressed while they are sent. */
  readonly maxWholeBytes: number;
  /** Larger files are sent as they are. */
  readonly maxBytes: number;
  /** How many bytes of results may be kept. */
  readonly cacheBytes: number;
  /** How many bytes of results may be on their way to clients, kept or not. */
  readonly maxLentBytes: number;
  /** Files compressed in memory at the same time. */
  readonly workers: number;
  /** Files that may wait for that; further ones are sent as they are. */
  readonly maxWaiting: number;
  /** Files compressed while they are sent, at the same time. */
  readonly streams: number;
  /** How long a file must have been left alone before a result is kept, in milliseconds: longer than a tick of its file system's clock. */
  readonly settledMs: number;
}

/**
 * - 1 KiB: with its head such a file fits into one packet, so that fewer bytes would arrive no sooner.
 * - 4 MiB: a twentieth of a second of one thread; only the largest files of a site are larger.
 * - 64 MiB: a client wants to see the progress of a longer download and to be able to resume it, which only the file as it is allows.
 * - 32 MiB of results come from some 100 MiB of text; 64 MiB on their way are what a thousand clients of different files hold.
 * - 2 at the same time: half of the threads in Node's pool; the others read files and look up names.
 * - 64 waiting: what a page of many parts asks for at once; they take no memory while they wait.
 * - 4 streams: each lasts until its client has everything, however slow it is, and takes up to some 8 MiB.
 */
export const DEFAULT_COMPRESSION_LIMITS: CompressionLimits = {
  minBytes: 1024,
  maxWholeBytes: 4 * 1048576,
  maxBytes: 64 * 1048576,
  cacheBytes: 32 * 1048576,
  maxLentBytes: 64 * 1048576,
  workers: 2,
  maxWaiting: 64,
  streams: 4,
  settledMs: SETTLED_MS,
};
