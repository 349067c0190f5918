// Every bound of a connection, with its unit and its reason. A handler's `limits` overrides them.

import { DEFAULT_HEAD_LIMITS, type HeadLimits } from "../http/request-head.ts";

/** What a client may ask of a connection. Infinity switches a limit off. */
export interface Limits extends HeadLimits {
  /** Milliseconds from connecting to the first byte of a request; 60,000 (nginx, Caddy). */
  readonly firstByteMs: number;
  /** Milliseconds from the first byte of a head to its last; 30,000: a head is a few packets. */
  readonly headMs: number;
  /** Milliseconds a connection may be idle between requests; 75,000 (nginx). */
  readonly keepAliveMs: number;
  /** Connections from which on idle ones are kept for less: at twice as many for half as long; 1,000, nginx's for a worker is 512. */
  readonly crowdedAt: number;
  /** Bytes a second that a body must bring while the handler waits for it; 240, half of Apache's 500. Infinity, as 0: any rate will do, even none. */
  readonly minBodyBytesPerSecond: number;
  /** Milliseconds for which a body may come slower than that, or not at all; 30,000. */
  readonly slowBodyMs: number;
  /** Milliseconds for which a client may take nothing of what is sent; 60,000 (nginx). */
  readonly writeStallMs: number;
  /** Bytes of a request body; Infinity: it streams, and the handler knows what it wants. Answered 413. */
  readonly maxBodyBytes: number;
  /** Bytes of a request, or of requests that were sent ahead, held before nothing more is read for a while; 65,536, one read. */
  readonly maxHeldBytes: number;
  /** Requests on one connection; Infinity. The response to the last one says `Connection: close`. */
  readonly maxRequests: number;
  /** Bytes of a body the handler did not read that are read away to keep the connection; 65,536, one socket buffer. */
  readonly drainBytes: number;
  /** Milliseconds that may take; 2,000 (nginx lingers for 5 s). */
  readonly drainMs: number;
}

/**
 * Differs from Python: silent and idle connections, slow heads and bodies, and clients that take nothing are given up after these
 * times. There only `timeout` does that, and is None: all are waited for without end.
 */
export const DEFAULT_LIMITS: Limits = Object.freeze({
  ...DEFAULT_HEAD_LIMITS,
  firstByteMs: 60_000,
  headMs: 30_000,
  keepAliveMs: 75_000,
  crowdedAt: 1_000,
  minBodyBytesPerSecond: 240,
  slowBodyMs: 30_000,
  writeStallMs: 60_000,
  maxBodyBytes: Number.POSITIVE_INFINITY,
  maxHeldBytes: 65_536,
  maxRequests: Number.POSITIVE_INFINITY,
  drainBytes: 65_536,
  drainMs: 2_000,
});
