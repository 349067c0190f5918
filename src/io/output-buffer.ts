// Text that was written and not sent yet: heads and small pieces, in order. What belongs together leaves in one write.

import { FLUSH_BYTES } from "./data.ts";
import type { Transport } from "./transport.ts";

/** The sending end of a transport. It holds back one response, or several to pipelined requests. */
export class OutputBuffer {
  readonly #transport: Transport;
  /** Latin-1: a character is a byte. */
  #text = "";
  /** Where in `#text` the present response begins; -1 once a part of it has left. */
  #responseStart = 0;
  #isHeld = false;
  #isSendScheduled = false;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Begins a response after those that are held already. */
  beginResponse(): void {
    this.#responseStart = this.#text.length;
  }

  /** Adds to the present response. The text leaves once there is much of it, or at the end of the turn unless it is held. */
  append(text: string): void {
    this.#text += text;
    if (this.#text.length >= FLUSH_BYTES) return this.send();
    if (this.#isHeld || this.#isSendScheduled) return;
    this.#isSendScheduled = true;
    process.nextTick(() => {
      this.#isSendScheduled = false;
      if (!this.#isHeld) this.send();
    });
  }

  /** Holds back what is appended until `send` or `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Sends what is held. From now on, what is appended in one turn of the event loop is sent at the end of that turn. */
  release(): void {
    this.#isHeld = false;
    this.send();
  }

  /** Sends everything that is held back. */
  send(): void {
    const text = this.#text;
    if (text === "") return;
    this.#text = "";
    // The text may belong to earlier responses only, and hold nothing of the present one.
    this.#responseStart = this.#responseStart === text.length ? 0 : -1;
    if (this.#transport.isOpen) this.#transport.write(text);
  }

  /** Sends what is held back, `text` and then `bytes`, in one write. */
  sendWith(text: string, bytes: Buffer): void {
    this.#text += text;
    this.#responseStart = -1;
    if (!this.#transport.isOpen) return;
    this.#transport.cork();
    this.send();
    this.#transport.write(bytes);
    this.#transport.uncork();
  }

  /** Changes the text of the present response, if none of it has left. */
  amend(change: (text: string) => string): void {
    const start = this.#responseStart;
    if (start !== -1) this.#text = this.#text.slice(0, start) + change(this.#text.slice(start));
  }

  /** Takes back all of the present response, if none of it has left. @returns whether it could. */
  rollBack(): boolean {
    if (this.#responseStart === -1) return false;
    this.#text = this.#text.slice(0, this.#responseStart);
    return true;
  }

  /** Sends the responses before the present one, and drops what is held of that. */
  sendEarlier(): void {
    this.#text = this.#text.slice(0, Math.max(0, this.#responseStart));
    this.send();
  }

  /** Drops everything that is held: nobody can get it any more. */
  clear(): void {
    this.#text = "";
  }
}
