// How long a client may keep us waiting. Nothing here reads a clock: the caller, who looks once a second, passes the time.

import type { Limits } from "./limits.ts";

/** What is waited for: the first request of a connection, the next one, the rest of a head, or of a body. */
export type Wait = "connect" | "idle" | "head" | "body";

/** What one look at a connection shows. */
export interface Look {
  /** What the client keeps us waiting for; undefined: nothing. */
  readonly wait: Wait | undefined;
  /** Bytes it has sent so far. */
  readonly bytesReceived: number;
  /** Requests it has made so far. */
  readonly requestCount: number;
  /** How many connections the server has. */
  readonly connections: number;
  /** The time, in milliseconds of any clock. */
  readonly now: number;
}

/** Watches one connection, from look to look. */
export class Patience {
  /** From the first look that saw the present wait. Numbers instead of the `Look` itself, as every connection has them. */
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

  /**
   * Until it is complete, an empty line before a request looks like the beginning of a head. The wait for a head goes on after it;
   * otherwise such lines could put off the end for ever.
   */
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
    if (bytesPerSecond === Number.POSITIVE_INFINITY) return true; // Infinity switches off any limit
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
