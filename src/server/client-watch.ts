// Notices that the client has left.

import type { ResponseWriter } from "../io/response-writer.ts";
import { isTransport } from "../io/transport.ts";
import type { StreamRequest } from "../socketserver/request-handlers.ts";

/**
 * Watches the client of a response.
 *
 * One that only closed its own side may still read, and is not gone; that it is, shows when something is written to it. Who gives the
 * connection is told of the closed side, too. Of a test's transport only its close counts: its input ends when all has been given.
 */
export class ClientWatch {
  readonly #controller = new AbortController();
  readonly #end: () => void;

  constructor(wfile: ResponseWriter, connection?: StreamRequest) {
    const socket = connection === undefined || isTransport(connection) ? undefined : connection;
    const stream = wfile.toWritable(); // is destroyed when the client goes away, and when the response has ended
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

  /** Is aborted when the client has left. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops watching. */
  end(): void {
    this.#end();
  }
}
