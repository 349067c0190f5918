// Tells whether somebody listens.

import { connect } from "node:net";

/** Tells whether a port of this machine takes connections. */
export function connectable(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
