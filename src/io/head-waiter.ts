// Reads a request head as its bytes come, so that whoever wants it is woken once.

import type { TextWindow } from "../http/byte-window.ts";
import type { RequestHead } from "../http/request-head.ts";
import type { InputWaiter } from "./input-buffer.ts";

/** How waiting for a request head ended: it is complete, the peer sent nothing more, or it stopped in the middle. */
export type HeadResult = "complete" | "ended" | "cut";

/** Who waits for a request head. It is told in the very call that brought the last byte, or before `awaitHead` returns. */
export interface HeadListener {
  headRead(result: HeadResult): void;
  headFailed(error: unknown): void;
}

/** Waits for the last byte of a head. An object rather than closures, as every idle connection has one. */
export class HeadWaiter implements InputWaiter {
  readonly #head: RequestHead;
  readonly #window: TextWindow;
  readonly #listener: HeadListener;

  constructor(head: RequestHead, window: TextWindow, listener: HeadListener) {
    this.#head = head;
    this.#window = window;
    this.#listener = listener;
  }

  inputCame(hasMore: boolean): boolean {
    const head = this.#head;
    try {
      if (hasMore && !head.read(this.#window)) return false;
    } catch (error) {
      this.#listener.headFailed(error);
      return true;
    }
    if (hasMore) this.#listener.headRead("complete");
    else this.#listener.headRead(head.hasBegun ? "cut" : "ended");
    return true;
  }

  inputFailed(error: unknown): void {
    this.#listener.headFailed(error);
  }
}
