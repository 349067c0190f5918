// What the system says of a file, to the last digit, and the entity tag that follows from it.

import type { BigIntStats } from "node:fs";
import type { EntityTag } from "../http/entity-tag.ts";

/** Odd numbers whose bits follow no pattern: 2^64 divided by the golden ratio, and by its square. */
const SPREAD = 0x9e3779b97f4a7c15n;
const OTHER_SPREAD = 0x61c8864680b583ebn;
const BITS = 64;
const HEXADECIMAL = 16;

/** The times of files are in nanoseconds. */
export const NS_PER_MS: bigint = 1_000_000n;
export const NS_PER_S: bigint = 1_000_000_000n;

/** Which file it is, and which version of it. */
export class FileStats {
  /** The number of the file system it is on. */
  readonly dev: bigint;
  /** Its number there. */
  readonly ino: bigint;
  /** In bytes. */
  readonly size: number;
  /** When its bytes changed, in nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** When anything about it changed, in nanoseconds since 1970; nobody can set this one. */
  readonly ctimeNs: bigint;
  #identityTag: EntityTag | undefined;

  constructor(stats: Pick<BigIntStats, "dev" | "ino" | "size" | "mtimeNs" | "ctimeNs">) {
    this.dev = stats.dev;
    this.ino = stats.ino;
    this.size = Number(stats.size);
    this.mtimeNs = stats.mtimeNs;
    this.ctimeNs = stats.ctimeNs;
  }

  /**
   * The tag of the file's bytes (RFC 9110 §8.8.3): its size, and its times and number in one word.
   *
   * Of the times the one that nobody can set is among them: tools that make the same file again set the other one back, and file systems
   * give numbers again. So the tag also changes where only the name, owner or mode of the file did.
   *
   * The number is not shown as it is, which would tell strangers how the file system is laid out (CVE-2003-1418).
   *
   * As strong as the clock of the file system is fine: two versions of one size that were written into one file between two ticks of
   * it (4 ms on Linux, 2 s on FAT) have the same tag.
   */
  get identityTag(): EntityTag {
    this.#identityTag ??= makeTag(this);
    return this.#identityTag;
  }

  /** Tells whether both are of the same version of the same file. */
  equals(other: FileStats): boolean {
    return (
      this.ctimeNs === other.ctimeNs &&
      this.mtimeNs === other.mtimeNs &&
      this.size === other.size &&
      this.ino === other.ino &&
      this.dev === other.dev
    );
  }
}

function makeTag({ size, mtimeNs, ctimeNs, ino }: FileStats): EntityTag {
  const word = BigInt.asUintN(BITS, mtimeNs + ctimeNs * OTHER_SPREAD + ino * SPREAD);
  return { isWeak: false, opaque: `${size.toString(HEXADECIMAL)}-${word.toString(HEXADECIMAL)}` };
}
