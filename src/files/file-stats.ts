// What the system says of a file, in full precision, and the entity tag made from it.

import type { BigIntStats } from "node:fs";
import type { EntityTag } from "../http/entity-tag.ts";

/** Odd numbers whose bits follow no pattern: 2^64 divided by the golden ratio, and by its square. */
const SPREAD = 0x9e3779b97f4a7c15n;
const OTHER_SPREAD = 0x61c8864680b583ebn;
const BITS = 64;
const HEXADECIMAL = 16;

/** File times are in nanoseconds. */
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
   * The tag of the file's bytes (RFC 9110 §8.8.3): its size, then its times and number mixed into one word.
   *
   * The change time, which nobody can set, is among the times: tools that make the same file again restore its modification time, and file
   * systems reuse numbers. So the tag also changes when only the file's name, owner or mode does.
   *
   * The number is not shown as it is, which would tell strangers how the file system is laid out (CVE-2003-1418).
   *
   * The tag is as strong as the file system's clock is fine: two versions of the same size written to the same file within one tick (4 ms
   * on Linux, 2 s on FAT) have the same tag.
   */
  get identityTag(): EntityTag {
    this.#identityTag ??= makeTag(this);
    return this.#identityTag;
  }

  /** Tells whether both describe the same version of the same file. */
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
