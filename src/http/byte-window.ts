// Bytes that have arrived and wait to be read.

import { LF } from "./grammar.ts";

/** The unread bytes are `bytes[start..end)`; a reader takes some by moving `start`. */
export interface ByteWindow {
  readonly bytes: Buffer;
  start: number;
  readonly end: number;
}

/** A window that decodes its bytes, and may remember what it has decoded. */
export interface TextWindow extends ByteWindow {
  /** The text of unread bytes, from `start` to before `end`; latin-1. */
  latin1(start: number, end: number): string;
}

/** Returns where the next LF before `end` is, or -1. */
export function indexOfLF(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === LF) return at;
  }
  return -1;
}
