// Which peers have announced that they send nothing more.

import type { Socket } from "node:net";
import { isEncrypted } from "./encrypted.ts";

const PEER_DONE: unique symbol = Symbol("peerDone");

type MarkedSocket = Socket & { [PEER_DONE]?: true };

/** Notes that the peer sends nothing more, though it has not closed its side. Ignored over TLS, where the end has to be announced. */
export function markPeerDone(socket: MarkedSocket): void {
  if (!isEncrypted(socket)) socket[PEER_DONE] = true;
}

/** Tells whether a connection may be closed now: its peer sends nothing more, and the system has been given everything. */
export function isPeerDone(socket: MarkedSocket): boolean {
  return socket[PEER_DONE] === true && socket.writableLength === 0;
}
