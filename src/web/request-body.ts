// The body of a request as a web stream.

import type { RequestHead } from "../http/request-head.ts";
import type { BufferedReader } from "../io/buffered-reader.ts";

/** What a `Request` is told of its body: nothing where there is none. */
export interface BodyInit {
  readonly body?: ReadableStream<Uint8Array>;
  /** The response may begin before all of it was read. */
  readonly duplex?: "half";
}

/** Of whom the body is. */
interface Requested {
  readonly command: string | null;
  readonly requestHead: RequestHead;
  readonly rfile: BufferedReader;
}

const READ_TOO_LATE = "The request has been answered: read its body before, or return a promise of all of it.";

/** Returns the body that a request has; a `Request` for GET or HEAD cannot have one. */
export function bodyOf(requested: Requested): BodyInit {
  const { command, rfile } = requested;
  if (rfile.isAtEnd || command === "GET" || command === "HEAD") return {};
  return { body: streamOf(requested), duplex: "half" };
}

/**
 * Nothing is read before somebody asks for it. What nobody reads is the server's matter, as it is with every handler; and who kept the request
 * is not to read what another has sent since.
 */
function streamOf(requested: Requested): ReadableStream<Uint8Array> {
  const { requestHead, rfile } = requested;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    if (requested.requestHead !== requestHead) throw new TypeError(READ_TOO_LATE);
    const piece = await rfile.read1();
    if (piece.length === 0) controller.close();
    else controller.enqueue(piece);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}
