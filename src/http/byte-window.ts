// Bytes that have arrived and wait to be read.

/** The unread bytes are `bytes[start..end)`; a reader takes some by moving `start`. */
export interface ByteWindow {
  readonly bytes: Buffer;
  start: number;
  readonly end: number;
}
