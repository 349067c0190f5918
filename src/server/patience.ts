// How long a client may keep us waiting. Nothing here reads a clock: whoever looks once a second says what time it is.

import type { Limits } from "./limits.ts";

/** What is waited for: the first request of a connection, the next one, the rest of a head, or of a body. */
export type Wait = "connect" | "idle" | "head" | "body";

/** What is seen of a connection at a look. */
export interface Look {
  /** What the client keeps us waiting for; undefined: nothing. */
  readonly wait: Wait | undefined;
  /** Bytes it has sent so far. */
  readonly bytesReceived: number;
  /** Requests it has made so far. */
  readonly requestCount: number;
  /** Connections the server has. */
  readonly connections: number;
  /** Milliseconds of any clock. */
  readonly now: number;
}

/** Watches one connection, from look to look. */
export class Patience {
  /** Of the first look at what is being waited for; numbers rather than the look, as every connection has them. */
  #wait: Wait | undefined;
  #requestCount = -1;
  #bytesReceived = 0;
  #since = 0;

  /** Tells whether the client has used up its time. */
  isExhausted(look: Look, limits: Limits): boolean {
    if (look.requestCount !== this.#requestCount || !this.#goesOn(look.wait)) return this.#restart(look);
    const wait = this.#wait;
    if (wait === undefined) return false;
    if (wait === "body" && this.#isFastEnough(look, limits.minBodyBytesPerSecond)) return this.#restart(look);
    return look.now - this.#since >= limitOf(wait, look.connections, limits);
  }

  /** With an empty line a head begins that is none once the line is whole: its wait goes on, or such lines would put off the end. */
  #goesOn(wait: Wait | undefined): boolean {
    return wait === this.#wait || (this.#wait === "head" && (wait === "connect" || wait === "idle"));
  }

  #restart({ wait, requestCount, bytesReceived, now }: Look): false {
    this.#wait = wait;
    this.#requestCount = requestCount;
    this.#bytesReceived = bytesReceived;
    this.#since = now;
    return false;
  }

  #isFastEnough(look: Look, bytesPerSecond: number): boolean {
    if (bytesPerSecond === Number.POSITIVE_INFINITY) return true; // as with every limit: none
    return (look.bytesReceived - this.#bytesReceived) * 1000 >= bytesPerSecond * Math.max(1, look.now - this.#since);
  }
}

function limitOf(wait: Wait, connections: number, limits: Limits): number {
  switch (wait) {
    case "connect":
      return limits.firstByteMs;
    case "idle":
      return limits.keepAliveMs * Math.min(1, limits.crowdedAt / connections);
    case "head":
      return limits.headMs;
    case "body":
      return limits.slowBodyMs;
  }
}
