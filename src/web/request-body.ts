// The body of a request: a web stream, or all of it at once.

import type { RequestHead } from "../http/request-head.ts";
import type { BufferedReader } from "../io/buffered-reader.ts";

/** Of whom the body is. */
export interface Requested {
  readonly requestHead: RequestHead;
  readonly rfile: BufferedReader;
}

const READ_TOO_LATE = "The request has been answered: read its body before, or return a promise of all of it.";

/** A body that is there. What nobody reads is the server's matter, as it is with every handler. */
export class RequestBody {
  /** Nothing is read before somebody asks for it. */
  readonly stream: ReadableStream<Uint8Array>;
  readonly #requested: Requested;
  readonly #head: RequestHead;

  constructor(requested: Requested) {
    this.#requested = requested;
    this.#head = requested.requestHead;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => this.#pull(controller);
    this.stream = new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  /** Reads all of it past the stream, which is left as if it had been read: each step through it costs several promises. */
  async text(): Promise<string> {
    void this.stream.getReader().cancel();
    return new TextDecoder().decode(await this.#rfile.read());
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const piece = await this.#rfile.read1();
    if (piece.length === 0) controller.close();
    else controller.enqueue(piece);
  }

  /** Gives the next request's body when that has begun: nobody who kept this one is to read it. */
  get #rfile(): BufferedReader {
    if (this.#requested.requestHead !== this.#head) throw new TypeError(READ_TOO_LATE);
    return this.#requested.rfile;
  }
}
