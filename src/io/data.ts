// What a writer takes and gives.

/** What `write` takes; a string is sent as UTF-8. */
export type Data = string | Uint8Array;

/**
 * What `write` returns: the number of bytes taken, at once or when the peer has made room for more.
 *
 * `await` it in loops: that is the back-pressure.
 */
export type WriteResult = number | PromiseLike<number>;

/** Pieces up to this size are copied into the string that leaves with the head; 16 KiB: above, a write of its own is cheaper. */
export const SMALL_BYTES = 16384;
/** This many held-back bytes are sent without waiting for the handler; 64 KiB, one socket buffer. */
export const FLUSH_BYTES = 65536;
/** With this many unsent bytes `write` asks to be awaited; 64 KiB. */
export const HIGH_WATER_BYTES = 65536;

/** After this many bytes of one body other connections have their turn; 1 MiB, about a quarter of a millisecond. */
export const TURN_BYTES = 1_048_576;

/** Returns the bytes of what a writer is given. @throws TypeError for anything but text and bytes. */
export function bytesOf(data: Data): Buffer {
  if (Buffer.isBuffer(data)) return data;
  if (typeof data === "string") return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  throw new TypeError(`write() takes a string, a Buffer or another Uint8Array, not ${kindOf(data)}.`);
}

/** Names a value in a message: an object by its class. */
export function kindOf(value: unknown): string {
  const isObject = typeof value === "object" && value !== null;
  return isObject ? Object.prototype.toString.call(value).slice("[object ".length, -1) : String(value);
}
