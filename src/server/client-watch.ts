// Notices that the client has left.

import type { ResponseWriter } from "../io/response-writer.ts";
import { isTransport } from "../io/transport.ts";
import type { StreamRequest } from "../socketserver/request-handlers.ts";

/**
 * Watches the client of a response.
 *
 * A client that has only closed its own side may still read; whether it has gone shows when something is written to it. A caller that
 * passes `connection` is told of the closed side, too. A test's transport has to be closed to count as gone, as its input ends with the
 * test's last byte.
 */
export class ClientWatch {
  readonly #controller = new AbortController();
  readonly #end: () => void;

  constructor(wfile: ResponseWriter, connection?: StreamRequest) {
    const socket = connection === undefined || isTransport(connection) ? undefined : connection;
    const stream = wfile.toWritable(); // destroyed when the client goes away, and when the response has ended
    const leave = (): void => this.#controller.abort();
    const closed = (): void => {
      if (wfile.isClosed) leave();
    };
    stream.once("close", closed);
    socket?.once("end", leave);
    if (wfile.isClosed || socket?.readableEnded === true) leave();
    this.#end = () => {
      socket?.off("end", leave);
      stream.off("close", closed);
      stream.destroy();
    };
  }

  /** Aborts when the client has left. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops watching. */
  end(): void {
    this.#end();
  }
}
