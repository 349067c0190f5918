// A file kept in memory.

import type { BytePart } from "../http/ranges.ts";
import { SMALL_BYTES } from "../io/data.ts";
import { type ByteSource, MemorySource } from "./byte-source.ts";
import type { FileStats } from "./file-stats.ts";
import { KeptPlans } from "./kept-plans.ts";
import { Latin1Source } from "./latin1-source.ts";
import { type Representation, type RepresentationChoice, StoredRepresentation } from "./representation.ts";
import type { BodyPiece, StoredFile } from "./stored-file.ts";

/** A file whose bytes are in memory; many requests may open it at the same time. */
export class CachedFile implements StoredFile {
  readonly kind = "file";
  readonly stats: FileStats;
  readonly #bytes: Buffer;
  /** A small file's bytes as text, made when they are first sent. */
  #latin1: string | undefined;
  /** The last one asked for: the next request usually wants the same. */
  #representation: StoredRepresentation | undefined;

  /** Takes over the bytes: the caller must not change them any more. */
  constructor(stats: FileStats, bytes: Buffer) {
    this.stats = stats;
    this.#bytes = bytes;
  }

  /** The most memory it may take, in bytes. */
  get heldBytes(): number {
    return this.#isSmall ? 2 * this.#bytes.length : this.#bytes.length;
  }

  /** True if the bytes are sent in one string with the head. */
  get #isSmall(): boolean {
    return this.#bytes.length <= SMALL_BYTES;
  }

  read(buffer: Buffer, position: number): number {
    return this.#bytes.copy(buffer, 0, position);
  }

  hasChanged(): boolean {
    return false;
  }

  represent(choice: RepresentationChoice): Representation {
    const known = this.#representation;
    if (known !== undefined && isLike(known, choice)) return known;
    this.#representation = new StoredRepresentation(this, choice, new KeptPlans());
    return this.#representation;
  }

  open(pieces: readonly BodyPiece[]): ByteSource {
    const [only, another] = pieces;
    if (only !== undefined && another === undefined && typeof only !== "string") return this.#openPiece(only);
    return new MemorySource(Buffer.concat(pieces.map((piece) => this.#bytesOf(piece))));
  }

  close(): void {}

  #openPiece(piece: BytePart): ByteSource {
    const size = piece.end - piece.start;
    if (size > SMALL_BYTES) return new MemorySource(this.#bytesOf(piece));
    if (size < this.#bytes.length) return new Latin1Source(this.#bytes.toString("latin1", piece.start, piece.end));
    this.#latin1 ??= this.#bytes.toString("latin1");
    return new Latin1Source(this.#latin1);
  }

  #bytesOf(piece: BodyPiece): Buffer {
    return typeof piece === "string" ? Buffer.from(piece, "latin1") : this.#bytes.subarray(piece.start, piece.end);
  }
}

function isLike(known: RepresentationChoice, choice: RepresentationChoice): boolean {
  return (
    known.etag === choice.etag &&
    known.contentType === choice.contentType &&
    known.acceptsRanges === choice.acceptsRanges &&
    known.contentEncoding === choice.contentEncoding &&
    known.vary === choice.vary
  );
}
