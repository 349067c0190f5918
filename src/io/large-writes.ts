// Cuts large writes to a socket into pieces: a socket tells nothing about a write until all of it has left.

import type { Socket } from "node:net";
import { SMALL_BYTES, TURN_BYTES } from "./data.ts";
import { nextTurn } from "./timer.ts";

/** A piece for a client that takes all at once; 256 KiB, as of a file. */
const FAST_PIECE_BYTES = 262_144;
/** Up to this size a write stays whole: such a piece, and a head before it; 272 KiB. */
const WHOLE_BYTES = FAST_PIECE_BYTES + SMALL_BYTES;
/** A piece for any other client; 64 KiB. Each one that leaves shows that the client takes something. */
const SLOW_PIECE_BYTES = 65_536;

/** What Node's streams call the encoding of bytes; the types do not know it. */
const BYTES = "buffer" as BufferEncoding;

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
  else prototypeOf(this)._writev?.call(this, chunks, whenWritten);
}

function writePieces(socket: Socket, chunks: Chunk[], whenWritten: WhenWritten): void {
  const tell = (error?: Error): void => process.nextTick(whenWritten, error);
  writeAll(socket, chunks).then(() => tell(), tell);
}

async function writeAll(socket: Socket, chunks: Chunk[]): Promise<void> {
  let pieceBytes = FAST_PIECE_BYTES;
  let turnBytes = 0;
  for (const piece of piecesOf(chunks, () => pieceBytes)) {
    const hasLeftAtOnce = await writePiece(socket, piece);
    turnBytes += pieceBytes;
    pieceBytes = hasLeftAtOnce ? FAST_PIECE_BYTES : SLOW_PIECE_BYTES;
    if (turnBytes < TURN_BYTES) continue;
    turnBytes = 0;
    await nextTurn();
  }
}

/** Puts small chunks together, and cuts large ones. `pieceBytes` is asked before each piece. */
function* piecesOf(chunks: Chunk[], pieceBytes: () => number): Generator<Chunk[]> {
  let piece: Chunk[] = [];
  let room = pieceBytes();
  for (const { chunk, encoding } of chunks) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
    for (let start = 0; start < bytes.length; ) {
      const part = bytes.subarray(start, start + room);
      piece.push({ chunk: part, encoding: BYTES });
      start += part.length;
      room -= part.length;
      if (room > 0) continue;
      yield piece;
      piece = [];
      room = pieceBytes();
    }
  }
  if (piece.length > 0) yield piece;
}

/** @returns whether the system took all of it at once. */
function writePiece(socket: Socket, chunks: Chunk[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let isAtOnce = true;
    const whenWritten: WhenWritten = (error) => (error ? reject(error) : resolve(isAtOnce));
    const [first] = chunks;
    if (first !== undefined && chunks.length === 1)
      prototypeOf(socket)._write.call(socket, first.chunk, BYTES, whenWritten);
    else prototypeOf(socket)._writev?.call(socket, chunks, whenWritten);
    isAtOnce = false;
  });
}

function prototypeOf(socket: Socket): Socket {
  return Object.getPrototypeOf(socket) as Socket;
}
