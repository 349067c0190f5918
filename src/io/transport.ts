// What a connection is to the objects above it. A socket is one, a test's memory is another.

/** Takes what the peer sends. */
export interface InputSink {
  /** Takes bytes; they belong to the sink from then on. */
  push(chunk: Buffer): void;
  /** Says that no more bytes come: the peer closed its side, or the connection is gone. */
  pushEnd(): void;
  /** Says that reading failed: whoever waits for bytes gets the error, if somebody does. */
  fail(error: Error): void;
}

/** Is told what becomes of bytes on their way to the peer. */
export interface OutputListener {
  /** Says that everything written so far has left. */
  drained(): void;
  /** Says that the peer took nothing for too long; `closed` follows. */
  timedOut(): void;
  /** Says that nothing written from now on reaches the peer. */
  closed(): void;
}

/** A reliable, ordered stream of bytes in both directions. */
export interface Transport {
  /** Whether each chunk is what the system gave in one read. Where it is not, as over TLS, nothing can be told of when bytes arrived. */
  readonly deliversReads: boolean;
  /** Begins to deliver; called once. */
  attach(input: InputSink, output: OutputListener): void;
  /** Queues bytes; a string is latin-1. They are in the peer's hands, or lost with it: writing never throws. */
  write(data: string | Buffer): void;
  /** Holds writes back until `uncork`, which sends them together. */
  cork(): void;
  uncork(): void;
  /** Bytes written that have not been handed to the system yet. */
  readonly bufferedBytes: number;
  /** False once the peer cannot be reached any more. */
  readonly isOpen: boolean;
  /** Stops delivering input until `resume`. */
  pause(): void;
  resume(): void;
  /** Fails the waiting reader with a `TimeoutError` when nothing was received or sent for so long; 0 means never. */
  setTimeout(milliseconds: number): void;
  /** Says that somebody begins to wait for input: the time limit begins anew. */
  awaitInput(): void;
  /** Cuts the connection when the peer takes nothing of what was written for so long; Infinity means never. Begins with a `watchStall`. */
  limitStalls(milliseconds: number): void;
  /** Is called once a second, with the milliseconds of any clock: looks whether what was written is being taken. */
  watchStall(now: number): void;
  /** Says that the peer has announced that it sends nothing more: the connection may be closed without waiting for it. */
  expectNoMore(): void;
  /** Stops delivering input, and limiting time, for good; what is written still arrives. */
  detach(): void;
  /** Ends the connection so that the peer sees it was cut. */
  reset(): void;
}

/** Tells a transport from a socket that still needs one. */
export function isTransport(value: unknown): value is Transport {
  return typeof (value as Transport | null)?.attach === "function";
}
