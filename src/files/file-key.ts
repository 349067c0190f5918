// What tells a file or a directory from all others.

import type { BigIntStats } from "node:fs";

/** How many bits of a file system's number count. Windows gives more of them for a path than for an open file. */
const DEVICE_BITS = 32;

/** Returns the numbers of a file and of its file system. They are big integers, as on Windows and elsewhere they may exceed 2^53. */
export function fileKey({ dev, ino }: Pick<BigIntStats, "dev" | "ino">): string {
  return `${BigInt.asUintN(DEVICE_BITS, dev)}:${ino}`;
}
