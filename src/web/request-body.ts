// The body of a request as a web stream.

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
  readonly rfile: BufferedReader;
}

/** Returns the body that a request has; a `Request` for GET or HEAD cannot have one. */
export function bodyOf({ command, rfile }: Requested): BodyInit {
  if (rfile.isAtEnd || command === "GET" || command === "HEAD") return {};
  return { body: streamOf(rfile), duplex: "half" };
}

/** Nothing is read before somebody asks for it. What nobody reads is the server's matter, as it is with every handler. */
function streamOf(rfile: BufferedReader): ReadableStream<Uint8Array> {
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    const piece = await rfile.read1();
    if (piece.length === 0) controller.close();
    else controller.enqueue(piece);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}
