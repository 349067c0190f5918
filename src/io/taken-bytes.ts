// How far the system has taken what was written to a socket.

import type { Socket } from "node:net";

/** What Node knows of a connection: the bytes it was given, and those of them that wait for the system. */
interface Handle {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
  /** Of TLS the connection below, which alone knows what has left. */
  readonly _parent?: Handle;
}

/**
 * Returns a number that changes when the client has made room for more of what is on its way, and only then.
 *
 * Of one large write the public counters of a socket tell nothing until all of it has left, which may take a slow client minutes. Its timer
 * knows, but is put off by every byte that comes, and asks no more often than it may run.
 */
export function takenBytes(socket: Socket): number {
  const handle = (socket as { _handle?: Handle | null })._handle;
  const connection = handle?._parent ?? handle;
  if (typeof connection?.writeQueueSize !== "number") return socket.bytesWritten - socket.writableLength;
  return connection.bytesWritten - connection.writeQueueSize;
}
