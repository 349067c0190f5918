// The body of a request, as a web stream or all at once.

import type { RequestHead } from "../http/request-head.ts";
import type { BufferedReader } from "../io/buffered-reader.ts";

/** The handler that the body belongs to. */
export interface Requested {
  readonly requestHead: RequestHead;
  readonly rfile: BufferedReader;
}

const READ_TOO_LATE =
  "The request has been answered: read its body before that, or return a promise that waits for it.";

/** The body of a request that has one. If nobody reads it, the server deals with it, as for any handler. */
export class RequestBody {
  /** Reads nothing before it is asked to. */
  readonly stream: ReadableStream<Uint8Array>;
  readonly #requested: Requested;
  readonly #head: RequestHead;

  constructor(requested: Requested) {
    this.#requested = requested;
    this.#head = requested.requestHead;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => this.#pull(controller);
    this.stream = new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  /** Reads all of it, bypassing the stream, each of whose steps costs several promises. The stream is left as if it had been read. */
  async text(): Promise<string> {
    void this.stream.getReader().cancel();
    return new TextDecoder().decode(await this.#rfile.read());
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const piece = await this.#rfile.read1();
    if (piece.length === 0) controller.close();
    else controller.enqueue(piece);
  }

  /** Once the next request has begun, `rfile` holds that one's body: whoever kept this request must not read it. */
  get #rfile(): BufferedReader {
    if (this.#requested.requestHead !== this.#head) throw new TypeError(READ_TOO_LATE);
    return this.#requested.rfile;
  }
}
