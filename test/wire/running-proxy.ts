// A real proxy in front of a server under test, in a process of its own, on ports of the loopback interface.

import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunningProgram } from "../support/running-program.ts";

/** The tests run from the root of the project. */
const FIXTURES = join(process.cwd(), "test/wire/fixtures");

/** Finds a port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Tells whether somebody listens on a port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** A running proxy; `await using` ends it. */
export class RunningProxy extends RunningProgram {
  port = 0;
  #folder = "";

  static async startHaproxy(program: string, ports: readonly [number, number]): Promise<RunningProxy> {
    const port = await freePort();
    const env = { ...process.env, FRONT_PORT: `${port}`, PORT_1: `${ports[0]}`, PORT_2: `${ports[1]}` };
    const proxy = new RunningProxy(program, ["-db", "-f", join(FIXTURES, "haproxy.cfg")], { env });
    return proxy.#listening(port, mkdtempSync(join(tmpdir(), "basehttp-haproxy-")));
  }

  static async startNginx(program: string, serverPort: number): Promise<RunningProxy> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "basehttp-nginx-"));
    const config = readFileSync(join(FIXTURES, "nginx.conf"), "utf8")
      .replaceAll("FOLDER", folder)
      .replaceAll("FRONT_PORT", `${port}`)
      .replaceAll("PORT_1", `${serverPort}`);
    writeFileSync(join(folder, "nginx.conf"), config);
    const args = ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")];
    return new RunningProxy(program, args).#listening(port, folder);
  }

  async #listening(port: number, folder: string): Promise<this> {
    this.port = port;
    this.#folder = folder;
    try {
      await this.until(() => !this.isRunning || isListening(port));
      if (!this.isRunning) throw new Error(`the proxy ended: ${this.stderr}`);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
    return this;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
