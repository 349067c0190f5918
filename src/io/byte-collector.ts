// Puts pieces that come one after another together.

/** A piece of this size or more is kept as it is; smaller ones are copied together, as a Buffer takes 160 bytes beside its content. */
const LARGE_BYTES = 1024;
/** The size of the blocks that small pieces are copied into; 4 KiB. */
const BLOCK_BYTES = 4096;

/** Takes pieces, and gives them back as one. A single piece is not copied. */
export class ByteCollector {
  readonly #blocks: Buffer[] = [];
  /** The block that is being filled, and how far. */
  #block: Buffer | undefined;
  #used = 0;

  /** Adds a piece. Its bytes must not change before `join`. */
  add(piece: Buffer): void {
    if (this.#block !== undefined && piece.length > BLOCK_BYTES - this.#used) this.#endBlock();
    if (piece.length >= LARGE_BYTES || this.#blocks.length === 0) {
      this.#endBlock();
      this.#blocks.push(piece);
    } else {
      this.#block ??= Buffer.allocUnsafe(BLOCK_BYTES);
      this.#used += piece.copy(this.#block, this.#used);
    }
  }

  /** Returns all that was added. */
  join(): Buffer {
    this.#endBlock();
    const [only, another] = this.#blocks;
    return only !== undefined && another === undefined ? only : Buffer.concat(this.#blocks);
  }

  #endBlock(): void {
    if (this.#block !== undefined) this.#blocks.push(this.#block.subarray(0, this.#used));
    this.#block = undefined;
    this.#used = 0;
  }
}
