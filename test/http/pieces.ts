// Ways in which a network may cut bytes into pieces, and a window in which they arrive.

import type { TextWindow } from "../../src/http/byte-window.ts";

/** Bytes of text that is latin-1, as everything on the wire is. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** Cuts bytes at the given positions, in any order; empty pieces are left out. */
export function cutAt(bytes: Buffer, ...positions: readonly number[]): Buffer[] {
  const places = [0, ...[...positions].sort((a, b) => a - b), bytes.length];
  return places.slice(1).flatMap((place, i) => (place > places[i]! ? [bytes.subarray(places[i], place)] : []));
}

/** Cuts bytes into single ones. */
export function byteByByte(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

/** Cuts bytes after every LF. */
export function lineByLine(bytes: Buffer): Buffer[] {
  return cutAt(bytes, ...Array.from(bytes.keys()).filter((at) => bytes[at - 1] === 0x0a));
}

/** The bytes whole, one by one, and cut in two at every position. */
export function* everyCut(bytes: Buffer): Generator<Buffer[]> {
  yield [bytes];
  yield byteByByte(bytes);
  for (let at = 1; at < bytes.length; at++) yield cutAt(bytes, at);
}

/** Says how pieces were cut, for the message of a failing assertion. */
export function cutName(pieces: readonly Buffer[]): string {
  return pieces.length > 2 ? `in ${pieces.length} pieces` : `cut as ${pieces.map((piece) => piece.length).join(" + ")}`;
}

/** A window in which pieces arrive. Behind its end are line feeds: who looks there finds lines that never came. */
export class ArrivingWindow implements TextWindow {
  readonly bytes: Buffer;
  start = 0;
  end = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity, "\n");
  }

  arrive(piece: Buffer): void {
    piece.copy(this.bytes, this.end);
    this.end += piece.length;
  }

  latin1(start: number, end: number): string {
    return this.bytes.toString("latin1", start, end);
  }

  /** What has arrived and was not taken; latin-1. */
  get rest(): string {
    return this.bytes.toString("latin1", this.start, this.end);
  }
}

/** A window big enough for all of the pieces. */
export function windowFor(pieces: readonly Buffer[]): ArrivingWindow {
  return new ArrivingWindow(pieces.reduce((sum, piece) => sum + piece.length, 0) + 16);
}
