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
  /** The first look at what is being waited for. */
  #first: Look | undefined;

  /** Tells whether the client has used up its time. */
  isExhausted(look: Look, limits: Limits): boolean {
    const first = this.#first;
    if (first === undefined || look.wait !== first.wait || look.requestCount !== first.requestCount) {
      this.#first = look;
      return false;
    }
    if (look.wait === "body" && bytesPerSecond(first, look) >= limits.minBodyBytesPerSecond) {
      this.#first = look;
      return false;
    }
    return look.wait !== undefined && look.now - first.now >= limitOf(look.wait, look.connections, limits);
  }
}

function bytesPerSecond(first: Look, look: Look): number {
  return ((look.bytesReceived - first.bytesReceived) * 1000) / Math.max(1, look.now - first.now);
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
