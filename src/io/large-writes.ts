// Cuts large writes to a socket into pieces: a socket tells nothing about a write until all of it has left.

import type { Socket } from "node:net";
import { nextTurn } from "./timer.ts";

/** A piece of a large write; 64 KiB. Each one that leaves shows that the client takes something. */
const PIECE_BYTES = 65_536;
/** Up to this size a write stays whole: a large piece of a file, 256 KiB, and a head before it. */
const WHOLE_BYTES = 262_144 + 16_384;
/** After this many pieces other connections have their turn; 16, which is 1 MiB. */
const TURN_PIECES = 16;

/** What a stream gives its `_writev`. */
interface Chunk {
  readonly chunk: Buffer | string;
  readonly encoding: BufferEncoding;
}

type WhenWritten = (error?: Error | null) => void;

/** Makes a socket write large chunks, and chunks that are large together, in pieces from now on. */
export function cutLargeWrites(socket: Socket): void {
  socket._write = write;
  socket._writev = writeTogether;
}

/**
 * Returns a number that, while bytes are on their way to a client, changes when the client has made room for more, and only then. Where
 * large writes are not cut, it changes only when all of one has left, which may take a slow client minutes.
 */
export function takenBytes(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}

function write(this: Socket, chunk: Buffer | string, encoding: BufferEncoding, whenWritten: WhenWritten): void {
  if (chunk.length > WHOLE_BYTES) writePieces(this, [{ chunk, encoding }], whenWritten);
  else prototypeOf(this)._write.call(this, chunk, encoding, whenWritten);
}

function writeTogether(this: Socket, chunks: Chunk[], whenWritten: WhenWritten): void {
  let size = 0;
  for (const { chunk } of chunks) size += chunk.length;
  if (size > WHOLE_BYTES) writePieces(this, chunks, whenWritten);
  else writeWhole(this, chunks, whenWritten);
}

function writePieces(socket: Socket, chunks: Chunk[], whenWritten: WhenWritten): void {
  const tell = (error?: Error): void => process.nextTick(whenWritten, error);
  writeAll(socket, chunks).then(() => tell(), tell);
}

async function writeAll(socket: Socket, chunks: Chunk[]): Promise<void> {
  let count = 0;
  for (const piece of piecesOf(chunks)) {
    await new Promise<void>((resolve, reject) => {
      writeWhole(socket, piece, (error) => (error ? reject(error) : resolve()));
    });
    if (++count % TURN_PIECES === 0) await nextTurn();
  }
}

/** Small chunks are put together, large ones are cut. */
function* piecesOf(chunks: Chunk[]): Generator<Chunk[]> {
  let piece: Chunk[] = [];
  let size = 0;
  for (const { chunk, encoding } of chunks) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      const part = bytes.subarray(start, start + PIECE_BYTES);
      piece.push({ chunk: part, encoding });
      size += part.length;
      if (size < PIECE_BYTES) continue;
      yield piece;
      piece = [];
      size = 0;
    }
  }
  if (size > 0) yield piece;
}

function writeWhole(socket: Socket, chunks: Chunk[], whenWritten: WhenWritten): void {
  prototypeOf(socket)._writev?.call(socket, chunks, whenWritten);
}

function prototypeOf(socket: Socket): Socket {
  return Object.getPrototypeOf(socket) as Socket;
}
