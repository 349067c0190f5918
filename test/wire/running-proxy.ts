// A real proxy in front of a server under test, in a process of its own, on ports of the loopback interface.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../support/waiting.ts";

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
export class RunningProxy implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #printed = "";

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.#child = child;
    this.port = port;
    this.#folder = folder;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#printed += text;
    });
  }

  static async startHaproxy(program: string, ports: readonly [number, number]): Promise<RunningProxy> {
    const port = await freePort();
    const env = { ...process.env, FRONT_PORT: `${port}`, PORT_1: `${ports[0]}`, PORT_2: `${ports[1]}` };
    const args = ["-db", "-f", join(FIXTURES, "haproxy.cfg")];
    const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    return RunningProxy.#started(child, port, mkdtempSync(join(tmpdir(), "basehttp-haproxy-")));
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
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    return RunningProxy.#started(child, port, folder);
  }

  static async #started(child: ChildProcess, port: number, folder: string): Promise<RunningProxy> {
    const proxy = new RunningProxy(child, port, folder);
    try {
      await until(() => child.exitCode !== null || isListening(port), "the proxy listens");
      if (child.exitCode !== null) throw new Error(`the proxy ended: ${proxy.#printed}`);
    } catch (error) {
      await proxy[Symbol.asyncDispose]();
      throw error;
    }
    return proxy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, "exit");
      this.#child.kill("SIGKILL");
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
