// A server of a row while it runs. The files of ../peers say how it is started.

import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cores, end, isRunning, start } from "./processes.js";

/** How long a server may take to accept its first connection; 20 s. */
const START_MS = 20_000;

/** Starts a server: `peer` is one of ../peers, `folder` what it serves. */
export async function launch(peer, folder, workspace) {
  const server = spawnServer(peer, folder, await freePort(), workspace);
  const deadline = performance.now() + START_MS;
  while (!(await connectable(server.port))) {
    if (server.isRunning && performance.now() < deadline) {
      await sleep(10);
      continue;
    }
    await server.end();
    throw new Error(server.complaint() || "it does not start");
  }
  return server;
}

/** Starts a server without waiting for it. */
export function spawnServer(peer, folder, port, workspace) {
  const scratch = workspace.scratch(peer.name);
  const log = join(scratch, "output.log");
  const descriptor = openSync(log, "a");
  const place = {
    port,
    folder,
    scratch,
    certificate: () => workspace.certificate(),
    configured: join(scratch, "conf"),
  };
  if (peer.configuration !== undefined) writeFileSync(place.configured, peer.configuration(place));
  const command = peer.command(place);
  const on = peer.hasSeveralCores ? cores.servers : cores.server;
  const child = start(command, { on, stdio: ["ignore", descriptor, descriptor] });
  closeSync(descriptor);
  return new Server({ peer, folder, port, child, log, access: join(scratch, "access.log") });
}

/** Tells whether a port of this machine takes connections. */
function connectable(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Finds a port that nobody listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

class Server {
  #child;
  #log;
  #access;

  constructor({ peer, folder, port, child, log, access }) {
    this.peer = peer;
    this.folder = folder;
    this.port = port;
    this.#child = child;
    this.#log = log;
    this.#access = access;
    child.once("error", () => {}); // isRunning tells
  }

  get pid() {
    return this.#child.pid;
  }

  get isRunning() {
    return isRunning(this.#child);
  }

  end() {
    return end(this.#child);
  }

  /** How many bytes the server has written to its logs. */
  get loggedBytes() {
    return [this.#log, this.#access].reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0);
  }

  /** The line in which the server says what is wrong, or else the first line it printed. */
  complaint() {
    const lines = readFileSync(this.#log, "utf8").trim().split("\n");
    return lines.find((line) => /error/i.test(line)) ?? lines[0];
  }
}
