// The entity tag that follows from which file it is, and when it changed: as strong as the clock of the file system is fine.

import type { EntityTag } from "../http/entity-tag.ts";

/** What tells one version of a file from another. */
export interface FileIdentity {
  /** In bytes. */
  readonly size: bigint;
  /** When its bytes changed, in nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Its number in the file system. */
  readonly ino: bigint;
}

/** An odd number whose bits follow no pattern: 2^64 divided by the golden ratio. */
const SPREAD = 0x9e3779b97f4a7c15n;
const BITS = 64;
const HEXADECIMAL = 16;

/**
 * Returns the tag of a file's bytes: its size, and its time and number in one word.
 *
 * The number is not shown as it is, which would tell strangers how the file system is laid out (CVE-2003-1418).
 *
 * Source: RFC 9110 §8.8.3. Two versions of one size that were written into one file between two ticks of the file system's clock
 * (4 ms on Linux, 2 s on FAT) have the same tag.
 */
export function identityTag({ size, mtimeNs, ino }: FileIdentity): EntityTag {
  const word = BigInt.asUintN(BITS, mtimeNs + ino * SPREAD);
  return { isWeak: false, opaque: `${size.toString(HEXADECIMAL)}-${word.toString(HEXADECIMAL)}` };
}
