// What a connection is to the objects above it: a socket is one, memory in a test is another.

/** Takes what the peer sends. */
export interface InputSink {
  /** Takes bytes; they belong to the sink from then on. */
  push(chunk: Buffer): void;
  /** Says that no more bytes come: the peer closed its side, or the connection is gone. */
  pushEnd(): void;
  /** Says that reading failed: whoever is waiting for bytes, if anybody, gets the error. */
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
  /** True if each chunk is what the system gave in one read. Otherwise, as over TLS, nobody can tell when bytes arrived. */
  readonly deliversReads: boolean;
  /** Begins to deliver; called once. */
  attach(input: InputSink, output: OutputListener): void;
  /** Queues bytes; a string is latin-1. Never throws: bytes for a peer that is lost are lost with it. */
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
  /** Fails the waiting reader with a `TimeoutError` once nothing has been received or sent for this long; 0 means never. */
  setTimeout(milliseconds: number): void;
  /** Says that somebody begins to wait for input: the time limit starts again. */
  awaitInput(): void;
  /** Cuts the connection once the peer has taken nothing for this long, as `watchStall` sees it; Infinity means never. */
  limitStalls(milliseconds: number): void;
  /** Checks whether the peer takes what was written. Called once a second, with the milliseconds of any clock. */
  watchStall(now: number): void;
  /** Says that the peer has announced that it sends nothing more: the connection may be closed without waiting for it. */
  expectNoMore(): void;
  /** Ends the delivery of input and all time limits, for good; what is written still arrives. */
  detach(): void;
  /** Ends the connection so that the peer sees it was cut. */
  reset(): void;
}

/** Tells a transport from a socket that still needs one. */
export function isTransport(value: unknown): value is Transport {
  return typeof (value as Transport | null)?.attach === "function";
}
