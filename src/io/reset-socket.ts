// How a connection is cut.

import type { Socket } from "node:net";

/**
 * Cuts a connection so that the peer sees the cut, and the system drops what was not sent yet. After a plain `destroy` the
 * system would keep those bytes for minutes for a peer that takes nothing, and the peer would see an end like any other.
 */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded && !socket.writableFinished && socket.writableLength === 0) {
    // While our side is being closed the system refuses a reset, and Node would then keep the file descriptor for good.
    socket.once("finish", () => resetSocket(socket));
    return;
  }
  try {
    socket.resetAndDestroy();
  } catch {
    socket.destroy(); // only a plain TCP socket can be reset; other peers see an end that comes too early
  }
}
