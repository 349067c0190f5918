// Every limit of a connection, with its unit and its reason. A handler's `limits` overrides them.

import { DEFAULT_HEAD_LIMITS, type HeadLimits } from "../http/request-head.ts";

/** What a client may ask of a connection. Infinity switches a limit off. */
export interface Limits extends HeadLimits {
  /** Milliseconds from connecting to the first byte of a request; 60,000 (nginx, Caddy). */
  readonly firstByteMs: number;
  /** Milliseconds from the first byte of a head to its last; 30,000: a head is a few packets. */
  readonly headMs: number;
  /** Milliseconds a connection may be idle between requests; 75,000 (nginx). */
  readonly keepAliveMs: number;
  /** Connections above which idle ones are kept for less time: at twice as many, for half as long; 1,000 (nginx: 512 for a worker). */
  readonly crowdedAt: number;
  /**
   * Bytes a second at which a body must arrive while the handler waits for it; 240, half of Apache's 500. With Infinity, as with 0, any
   * rate will do, even none.
   */
  readonly minBodyBytesPerSecond: number;
  /** Milliseconds for which a body may arrive more slowly than that, or not at all; 30,000. */
  readonly slowBodyMs: number;
  /**
   * Milliseconds for which a client may take nothing of what is sent; 60,000 (nginx). What it takes shows when a whole write has left: 64 KiB
   * of a file or a large body, up to 272 KiB for a client that had taken all at once before.
   */
  readonly writeStallMs: number;
  /** Bytes of a request body; Infinity: it streams, and the handler knows what it wants. A longer one is answered 413. */
  readonly maxBodyBytes: number;
  /** Bytes of a request, or of requests that were sent ahead, that are held before reading pauses; 65,536, one read. */
  readonly maxHeldBytes: number;
  /** Requests on one connection; Infinity. The response to the last one says `Connection: close`. */
  readonly maxRequests: number;
  /** Bytes of a body left unread by the handler that are drained to keep the connection; 65,536, one socket buffer. */
  readonly drainBytes: number;
  /** Milliseconds draining may take; 2,000 (nginx lingers for 5 s). */
  readonly drainMs: number;
}

/**
 * Differs from Python: the server gives up on silent and idle connections, slow heads and bodies, and clients that take nothing, after the
 * times set here. Python has only `timeout` for all of them, None by default: it waits for ever.
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
