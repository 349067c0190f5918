// Node's own sources of bytes, which `sendHead` may return too: streams, other async iterables, opened files.

import type { FileHandle } from "node:fs/promises";
import { bytesOf, type Data } from "../io/data.ts";
import type { ByteOutput, SendResult } from "./byte-output.ts";

type Pieces = AsyncIterable<Data>;

/** A Node stream, a web stream, any async iterable of text or bytes, or an opened file. */
export type StreamSource = Pieces | Pick<FileHandle, "createReadStream" | "close">;

/** The parts that such a source may have. */
interface StreamParts extends Partial<Pieces> {
  /** Of a `FileHandle`. */
  createReadStream?(): Pieces;
  on?(event: "error", listener: () => void): unknown;
  close?(): unknown;
  destroy?(): unknown;
  /** Of a web stream. */
  cancel?(): Promise<unknown>;
  /** Of an iterator, which may hold something before it is asked for a piece, as `events.on` holds a listener. */
  return?(): unknown;
}

/** Returns the pieces of a source; undefined if it is none of these. */
export function piecesOf(source: object): Pieces | undefined {
  const stream = source as StreamParts;
  return stream[Symbol.asyncIterator] === undefined ? stream.createReadStream?.() : (stream as Pieces);
}

/** Copies all pieces to an output. An output with `writeFrom` closes them when the client leaves. */
export async function copyPieces(pieces: Pieces, output: ByteOutput): Promise<SendResult> {
  if (output.writeFrom === undefined) await writeEach(pieces, output);
  else await output.writeFrom(pieces);
  return output.isClosed === true ? "gone" : "sent";
}

async function writeEach(pieces: Pieces, output: ByteOutput): Promise<void> {
  for await (const piece of pieces) {
    if (output.isClosed === true) return;
    await output.write(bytesOf(piece));
  }
}

/** Closes a source of any kind. Returns a promise only if closing takes time. */
export function closeSource(source: object): void | Promise<void> {
  const stream = source as StreamParts;
  stream.on?.("error", ignore); // a failure to open it may be reported late
  if (stream.close === undefined) {
    stream.destroy?.();
    stream.cancel?.().catch(ignore);
    void Promise.resolve(stream.return?.()).catch(ignore);
    return;
  }
  const closing = stream.close();
  if (closing instanceof Promise) return closing.then(ignore);
}

function ignore(): void {}
