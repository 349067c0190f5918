// Reads a request head as its bytes come, so that whoever wants it is woken once.

import type { TextWindow } from "../http/byte-window.ts";
import type { RequestHead } from "../http/request-head.ts";
import type { InputWaiter } from "./input-buffer.ts";

/** How waiting for a request head ended: it is complete, the peer sent nothing more, or it stopped in the middle. */
export type HeadResult = "complete" | "ended" | "cut";

/** Waits for the last byte of a head. An object rather than closures, as every idle connection has one. */
export class HeadWaiter implements InputWaiter {
  readonly #head: RequestHead;
  readonly #window: TextWindow;
  readonly #resolve: (result: HeadResult) => void;
  readonly inputFailed: (error: unknown) => void;

  constructor(
    head: RequestHead,
    window: TextWindow,
    resolve: (result: HeadResult) => void,
    reject: (error: unknown) => void,
  ) {
    this.#head = head;
    this.#window = window;
    this.#resolve = resolve;
    this.inputFailed = reject;
  }

  inputCame(hasMore: boolean): boolean {
    const head = this.#head;
    try {
      if (hasMore && !head.read(this.#window)) return false;
    } catch (error) {
      this.inputFailed(error);
      return true;
    }
    if (hasMore) this.#resolve("complete");
    else this.#resolve(head.hasBegun ? "cut" : "ended");
    return true;
  }
}
