// Which peers have said that they send nothing more.

import type { Socket } from "node:net";
import { isEncrypted } from "./encrypted.ts";

const PEER_DONE: unique symbol = Symbol("peerDone");

type MarkedSocket = Socket & { [PEER_DONE]?: true };

/** Notes that the peer sends nothing more, though it has not closed its side. Over TLS that changes nothing: the end has to be said there. */
export function markPeerDone(socket: MarkedSocket): void {
  if (!isEncrypted(socket)) socket[PEER_DONE] = true;
}

/** Tells whether a connection may be closed as soon as everything was handed to the system. */
export function isPeerDone(socket: MarkedSocket): boolean {
  return socket[PEER_DONE] === true && socket.writableLength === 0;
}
