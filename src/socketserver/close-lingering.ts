// How a connection is closed so that its last bytes arrive.

import type { Socket } from "node:net";
import { takenBytes } from "../io/large-writes.ts";
import { isPeerDone } from "../io/peer-done.ts";
import { resetSocket } from "../io/reset-socket.ts";

/** How long a peer may take to close its side after it was sent everything; 2 s. */
const LINGER_MS = 2000;
/** How often we check whether a peer has taken any of what is left to send; 30 s: one that takes nothing is gone after a minute. */
const STALL_MS = 30_000;
/** Bytes that are read and dropped meanwhile; 256 KiB, what was on its way when we answered. If a peer sends more, reading stops. */
const LINGER_BYTES = 262_144;

/** Closes our side of a connection after what was written; both sides where nothing more can come from the peer. */
export function endOutput(socket: Socket): void {
  if (isPeerDone(socket)) socket.destroy();
  else socket.end();
}

/**
 * Closes a connection: sends what was written, however long that takes while it makes progress, then waits up to two seconds for the peer
 * to close its side. There is no wait for a peer that has promised to send nothing more.
 *
 * Closing it at once, with input unread, would make the system send a reset, which can overtake the response (RFC 9112 §9.6).
 */
export function closeLingering(socket: Socket): void {
  endOutput(socket);
  if (socket.destroyed) return;
  socket.removeAllListeners("data");
  if (socket.writableFinished) limitLingering(socket);
  else limitStall(socket);
  if (socket.readableEnded) socket.destroySoon();
  else readAway(socket);
}

function readAway(socket: Socket): void {
  let left = LINGER_BYTES;
  socket.once("end", () => socket.destroySoon());
  socket.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) socket.pause();
  });
  socket.resume();
}

/** Looks at the bytes taken, as whatever the peer sends would put off the socket's own timer. */
function limitStall(socket: Socket): void {
  let taken = takenBytes(socket);
  const timer = setInterval(
    () => {
      const takenBefore = taken;
      taken = takenBytes(socket);
      if (taken === takenBefore) resetSocket(socket);
    },
    Math.min(socket.timeout || STALL_MS, STALL_MS),
  );
  const end = (): void => clearInterval(timer);
  socket.once("close", end).once("finish", () => {
    end();
    limitLingering(socket);
  });
}

function limitLingering(socket: Socket): void {
  const timer = setTimeout(() => resetSocket(socket), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
