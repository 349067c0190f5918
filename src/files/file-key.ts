// What tells a file or a directory from all others.

import type { BigIntStats } from "node:fs";

/** The bits of a file system's number that count. Windows has more of them when asked for a path than when asked for what is open. */
const DEVICE_BITS = 32;

/** Returns the numbers of a file and of its file system; as big integers, as those of Windows and of some others are beyond 2^53. */
export function fileKey({ dev, ino }: Pick<BigIntStats, "dev" | "ino">): string {
  return `${BigInt.asUintN(DEVICE_BITS, dev)}:${ino}`;
}
