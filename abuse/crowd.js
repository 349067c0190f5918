// Many connections to one server, and what became of them.

import { once } from "node:events";
import { connect } from "node:net";

/** Connections begun at the same time; fewer than the server's queue holds. */
const BATCH = 200;

/** One abuser's connection. */
class Abuser {
  socket;
  /** The first bytes that came, as latin-1. */
  beginning = "";
  bytesReceived = 0;
  /** "open", "closed" by the server, "cut" by it, "refused" by the system, or "left" of its own accord. */
  state = "open";

  /** With `keepsWriting` it does not heed that the server closed its side. */
  constructor(port, keepsWriting) {
    this.socket = connect({ host: "127.0.0.1", port, allowHalfOpen: keepsWriting, noDelay: true });
    this.socket.on("data", (chunk) => {
      this.bytesReceived += chunk.length;
      if (this.beginning.length < 200) this.beginning += chunk.toString("latin1", 0, 200);
    });
    this.socket.on("end", () => this.#become("closed"));
    this.socket.on("error", (error) => this.#become(error.code === "ECONNREFUSED" ? "refused" : "cut"));
  }

  #become(state) {
    if (this.state === "open") this.state = state;
  }

  get isOpen() {
    return this.state === "open";
  }

  /** What became of it, in words. */
  get fate() {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(this.beginning)?.[1];
    return status === undefined ? this.state : `${this.state} after ${status}`;
  }

  /** Resolves when it is connected, or not. */
  async connected() {
    if (this.socket.connecting) await once(this.socket, "connect").catch(() => undefined);
  }

  /** Resolves when nothing more happens to it. */
  async ended() {
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once("close", resolve));
  }

  /** Writes, and waits while the server takes nothing; not longer than the connection lasts. */
  async write(bytes) {
    if (!this.socket.writable || this.socket.write(bytes)) return;
    await new Promise((resolve) => {
      this.socket.once("drain", resolve);
      this.socket.once("close", resolve);
    });
  }

  leave() {
    this.#become("left");
    this.socket.destroy();
  }

  /** Leaves with a reset. */
  reset() {
    this.#become("left");
    this.socket.resetAndDestroy();
  }
}

/** Opens so many connections. */
export async function openCrowd(port, count, { keepsWriting = false } = {}) {
  const crowd = [];
  while (crowd.length < count) {
    const batch = Array.from({ length: Math.min(BATCH, count - crowd.length) }, () => new Abuser(port, keepsWriting));
    await Promise.all(batch.map((abuser) => abuser.connected()));
    crowd.push(...batch);
  }
  return crowd;
}

/** Counts what became of a crowd: "480 closed after 408, 20 open". */
export function fatesOf(crowd) {
  const counts = new Map();
  for (const { fate } of crowd) counts.set(fate, (counts.get(fate) ?? 0) + 1);
  return [...counts].map(([fate, count]) => `${count} ${fate}`).join(", ");
}
