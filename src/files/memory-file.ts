// A file that was never on a disk.

import type { EntityTag } from "../http/entity-tag.ts";
import { bytesOf } from "../io/data.ts";
import { CachedFile } from "./cached-file.ts";
import { tagOfBytes } from "./content-tag.ts";
import { FileStats, NS_PER_MS } from "./file-stats.ts";

/** No file system has this number. */
const NOWHERE = -1n;

/** How many were made: the number of the last one. */
let count = 0n;

/**
 * Bytes in memory that are sent as a file is, by `SimpleHTTPRequestHandler`'s `sendFile`: with ranges, `Last-Modified`, an entity tag
 * of the bytes, and 304 to who has them already. To be made once, and sent as often as one likes.
 */
export class MemoryFile extends CachedFile {
  /**
   * Takes over the bytes: nobody changes them any more. Text is UTF-8. `modified` is when they changed last.
   *
   * @throws RangeError when `modified` is no time.
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

  /** Of the bytes alone, so that it is the same when they are put into memory again. */
  override get identityTag(): EntityTag {
    this.#tag ??= tagOfBytes(this.#bytes);
    return this.#tag;
  }
}
