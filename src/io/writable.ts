// What a writer takes and gives.

/** What `write` takes; a string is sent as UTF-8. */
export type Writable = string | Uint8Array;

/**
 * What `write` returns: the number of bytes taken, at once or when the peer has made room for more.
 *
 * `await` it in loops: that is the back-pressure.
 */
export type WriteResult = number | PromiseLike<number>;

/** Up to here a piece is copied into the string that leaves with the head; 16 KiB: beyond, a write of its own is cheaper. */
export const SMALL_BYTES = 16384;
