// Reads a request head as its bytes come, so that whoever waits for it is woken only once.

import type { TextWindow } from "../http/byte-window.ts";
import type { RequestHead } from "../http/request-head.ts";
import type { InputWaiter } from "./input-buffer.ts";

/** How waiting for a request head ended: the head is complete, the input ended before it, or in the middle of it. */
export type HeadResult = "complete" | "ended" | "cut";

/** Waits for a request head. It is told in the very call that brings the last byte, or before `awaitHead` returns. */
export interface HeadListener {
  /** Makes the head, once its first byte has come. */
  beginRequest(): RequestHead;
  headRead(result: HeadResult): void;
  headFailed(error: unknown): void;
}

/** Waits for the last byte of a head. An object rather than closures, as every idle connection has one. */
export class HeadWaiter implements InputWaiter {
  readonly #window: TextWindow;
  readonly #listener: HeadListener;
  #head: RequestHead | undefined;

  /** Takes the head if part of it was read already. */
  constructor(window: TextWindow, listener: HeadListener, head: RequestHead | undefined) {
    this.#window = window;
    this.#listener = listener;
    this.#head = head;
  }

  inputCame(hasMore: boolean): boolean {
    try {
      if (hasMore && !this.#read()) return false;
    } catch (error) {
      this.#listener.headFailed(error);
      return true;
    }
    if (hasMore) this.#listener.headRead("complete");
    else this.#listener.headRead(this.#head?.hasBegun === true ? "cut" : "ended");
    return true;
  }

  #read(): boolean {
    this.#head ??= this.#listener.beginRequest();
    return this.#head.read(this.#window);
  }

  inputFailed(error: unknown): void {
    this.#listener.headFailed(error);
  }
}
