// Where the bytes of a source go, and what becomes of them.

/** Where bytes go; `wfile` is one. */
export interface ByteOutput {
  /** Takes all the bytes, at once or later: the buffer may be used again when a number is returned, or its promise fulfilled. */
  write(bytes: Uint8Array): number | PromiseLike<number>;
  /** The same for bytes that are there as text, a character each. */
  writeLatin1?(text: string): number | PromiseLike<number>;
  /** Writes everything that an iterable gives, and lets go of it when nobody gets that. */
  writeFrom?(source: AsyncIterable<string | Uint8Array>): Promise<number>;
  /** True once nothing written arrives any more. */
  readonly isClosed?: boolean;
}

/** What became of a copy: all was sent, the file ended early, or the client went away. */
export type SendResult = "sent" | "short" | "gone";

/** Says of bytes that were given to an output that they are sent, once it has taken them. */
export function sentWhen(written: number | PromiseLike<number>): SendResult | Promise<SendResult> {
  return typeof written === "number" ? "sent" : Promise.resolve(written).then(() => "sent");
}
