// Where the bytes of a source go, and what becomes of them.

/** Where bytes go; `wfile` is one. */
export interface ByteOutput {
  /** Takes all the bytes, now or later. The buffer may be used again once a number is returned or the promise is fulfilled. */
  write(bytes: Uint8Array): number | PromiseLike<number>;
  /** The same for bytes held as text, one character each. */
  writeLatin1?(text: string): number | PromiseLike<number>;
  /** Writes everything an iterable yields, and closes it early if nobody gets that. */
  writeFrom?(source: AsyncIterable<string | Uint8Array>): Promise<number>;
  /** True once nothing written can arrive any more. */
  readonly isClosed?: boolean;
}

/** What became of a copy: all was sent, the file ended early, or the client went away. */
export type SendResult = "sent" | "short" | "gone";

/** Returns "sent" once an output has taken the bytes written to it. */
export function sentWhen(written: number | PromiseLike<number>): SendResult | Promise<SendResult> {
  return typeof written === "number" ? "sent" : Promise.resolve(written).then(() => "sent");
}
