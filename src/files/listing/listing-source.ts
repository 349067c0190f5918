// A listing that is sent while it is made: piece by piece, with turns for others in between, and never more than a piece of it in memory.

import { nextTurn } from "../../io/timer.ts";
import type { ByteOutput, SendResult } from "../byte-output.ts";
import type { ByteSource } from "../byte-source.ts";

/** Text sent at a time, in characters; one socket buffer. */
const PIECE_LENGTH = 65536;
/** How long all listings together may take in a turn of the event loop; 6 ms, so that others hardly notice. */
const SHARED_TURN_MS = 6;
/** How long each of them may take at least. */
const MIN_TURN_MS = 0.5;

const NOTHING = new Uint8Array();

/** How many listings are being made. */
let activeCount = 0;

/** The text that steps yield, as bytes. */
export class ListingSource implements ByteSource {
  readonly #steps: Iterator<string>;
  readonly #onClose: () => void;
  #isClosed = false;
  /** What was made and not read yet. */
  #rest: Uint8Array = NOTHING;

  /** `onClose` is called once, when nothing more is wanted. */
  constructor(steps: Iterator<string>, onClose: () => void) {
    this.#steps = steps;
    this.#onClose = onClose;
    activeCount++;
  }

  async read(size: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const pieces = [this.#rest];
    let length = this.#rest.length;
    while (length < size) {
      const piece = this.#advance();
      if (piece === undefined) break;
      const bytes = Buffer.from(piece);
      pieces.push(bytes);
      length += bytes.length;
      await nextTurn();
    }
    const all = Buffer.concat(pieces);
    this.#rest = all.subarray(size);
    return all.subarray(0, size);
  }

  async sendTo(output: ByteOutput): Promise<SendResult> {
    const rest = this.#rest;
    this.#rest = NOTHING;
    if (rest.length > 0) await output.write(rest);
    for (let piece = this.#advance(); piece !== undefined; piece = this.#advance()) {
      if (output.isClosed === true) return "gone";
      if (piece !== "") await output.write(Buffer.from(piece));
      await nextTurn();
    }
    return "sent";
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    activeCount--;
    this.#steps.return?.();
    this.#onClose();
  }

  /** Makes the next piece, as far as the turn allows; undefined at the end. */
  #advance(): string | undefined {
    const end = performance.now() + Math.max(MIN_TURN_MS, SHARED_TURN_MS / activeCount);
    let piece = "";
    while (piece.length < PIECE_LENGTH) {
      const step = this.#steps.next();
      if (step.done === true) return piece === "" ? undefined : piece;
      piece += step.value;
      if (performance.now() > end) break;
    }
    return piece;
  }
}
