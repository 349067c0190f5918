// A file that was never on a disk.

import type { EntityTag } from "../http/entity-tag.ts";
import { bytesOf } from "../io/data.ts";
import { CachedFile } from "./cached-file.ts";
import { tagOfBytes } from "./content-tag.ts";
import { FileStats, NS_PER_MS } from "./file-stats.ts";

/** No file system has this number. */
const NOWHERE = -1n;

/** How many files were made; the last one has this number. */
let count = 0n;

/**
 * Bytes in memory that `SimpleHTTPRequestHandler`'s `sendFile` sends as it does a file: with ranges, `Last-Modified`, an entity tag of the
 * bytes, and 304 to clients that have them already. Make it once, and send it as often as you like.
 */
export class MemoryFile extends CachedFile {
  /**
   * Takes over the bytes: the caller must not change them any more. Text is sent as UTF-8. `modified` is when they last changed.
   *
   * @throws RangeError if `modified` is not a valid date.
   */
  constructor(bytes: string | Uint8Array, modified: Date = new Date()) {
    const buffer = bytesOf(bytes);
    super(new MemoryStats(buffer, modified), buffer);
  }
}

class MemoryStats extends FileStats {
  readonly #bytes: Buffer;
  #tag: EntityTag | undefined;

  constructor(bytes: Buffer, modified: Date) {
    super({
      dev: NOWHERE,
      ino: ++count,
      size: BigInt(bytes.length),
      mtimeNs: BigInt(modified.getTime()) * NS_PER_MS,
      ctimeNs: BigInt(Date.now()) * NS_PER_MS,
    });
    this.#bytes = bytes;
  }

  /** Made from the bytes alone, so that it is the same when they are put into memory again. */
  override get identityTag(): EntityTag {
    this.#tag ??= tagOfBytes(this.#bytes);
    return this.#tag;
  }
}
