// Somebody who follows a page: in a folder of their own, with `basehttp` at hand, and on ports that nobody else has.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sleep } from "../support/waiting.ts";

/** How long a step may take; twenty times what pip takes, which is the slowest. */
const STEP_MS = 300_000;
/** Where ports are looked for: below those that systems hand out for port 0, which other tests use. */
const LOWEST_PORT = 20_000;
const PORT_BLOCKS = 1_000;

/** Programs are to use what the page names, and nothing of this machine: its proxies, indexes, caches, reminders. */
const ALONE = {
  no_proxy: "*",
  NO_PROXY: "*",
  LC_ALL: "C.UTF-8",
  GIT_CONFIG_GLOBAL: "/dev/null",
  PIP_CONFIG_FILE: "/dev/null",
  PIP_EXTRA_INDEX_URL: "",
  PIP_FIND_LINKS: "",
  PIP_NO_CACHE_DIR: "1",
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
  PIP_ROOT_USER_ACTION: "ignore",
  npm_config_registry: "http://127.0.0.1:9/", // nobody is there
  npm_config_update_notifier: "false",
};

interface RunningServer {
  readonly port: string;
  readonly child: ChildProcess;
}

/** The process groups that run. When this process ends before it has ended them, they end with it. */
const running = new Set<ChildProcess>();
process.once("SIGTERM", () => process.exit(1));
process.once("exit", () => {
  for (const child of running) endGroup(child);
});

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || !running.delete(child)) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // else all of it has ended by itself
  }
}

/** Follows one page; `await using` leaves nothing behind. */
export class Follower implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "basehttp-docs-"));
  readonly #firstPort: number;
  readonly #servers: RunningServer[] = [];
  readonly #env: NodeJS.ProcessEnv;

  private constructor(firstPort: number) {
    this.#firstPort = firstPort;
    chmodSync(this.folder, 0o755); // scripts may run as another user
    const bin = join(this.folder, ".bin");
    mkdirSync(bin);
    const program = `#!/bin/sh\nexec '${process.execPath}' '${process.cwd()}/bin/basehttp.js' "$@"\n`;
    writeFileSync(join(bin, "basehttp"), program, { mode: 0o755 });
    mkdirSync(join(this.folder, "node_modules"));
    symlinkSync(process.cwd(), join(this.folder, "node_modules/basehttp"));
    writeFileSync(join(this.folder, "package.json"), '{ "type": "module" }');
    // A terminal's settings change what is printed; and a page's own tests report to its reader.
    const { PORT: _port, HOST: _host, FORCE_COLOR: _color, NODE_TEST_CONTEXT: _context, ...env } = process.env;
    this.#env = { ...env, ...ALONE, npm_config_cache: join(this.folder, ".npm"), PATH: `${bin}:${env["PATH"]}` };
  }

  static async start(): Promise<Follower> {
    return new Follower(await freePorts());
  }

  save(name: string, code: string): void {
    writeFileSync(join(this.folder, name), this.#toOwnPorts(code));
  }

  /** Runs commands to their end, and returns what they print; every one of them has to succeed. */
  async run(commands: string): Promise<string> {
    const output = { text: "" };
    const child = this.#spawn(`set -e\n${commands}`, output);
    try {
      const [status] = await once(child, "close", { signal: AbortSignal.timeout(STEP_MS) });
      if (status !== 0) throw new Error(`${commands}ended with ${status}: ${output.text}`);
      return this.#toPagesPorts(output.text);
    } finally {
      if (child.exitCode === null) endGroup(child);
      running.delete(child);
    }
  }

  /** Starts a server, ends the one that had its port, and waits until it listens. Returns what it has printed when asked. */
  async serve(command: string): Promise<() => string> {
    const port = /\b80\d\d\b/.exec(command)?.[0] ?? "8000";
    for (const server of this.#servers.filter((one) => one.port === port)) await this.#end(server);
    const output = { text: "" };
    const env = { BASEHTTP_PORT: this.#toOwnPorts(port) };
    const child = this.#spawn(command, output, env);
    this.#servers.push({ port, child });
    const deadline = Date.now() + STEP_MS;
    while (!(await answers(Number(this.#toOwnPorts(port))))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${command}does not serve: ${output.text}`);
      await sleep(20);
    }
    return () => this.#toPagesPorts(output.text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) await this.#end(server);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end({ child }: RunningServer): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    endGroup(child);
    await ended;
  }

  #spawn(commands: string, output: { text: string }, more: NodeJS.ProcessEnv = {}): ChildProcess {
    const options = { cwd: this.folder, env: { ...this.#env, ...more }, detached: true } as const;
    const child = spawn("bash", ["-c", this.#toOwnPorts(commands)], { ...options, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output.text += text;
      });
    }
    return child;
  }

  /** The page's ports are 8000 to 8009; these are somebody else's on this machine. */
  #toOwnPorts(text: string): string {
    return text.replaceAll(/\b800(\d)\b/g, (_, digit) => String(this.#firstPort + Number(digit)));
  }

  #toPagesPorts(text: string): string {
    const own = new RegExp(`\\b${this.#firstPort / 10}(\\d)\\b`, "g");
    return text.replaceAll(own, "800$1");
  }
}

/** Finds ten ports in a row of which the first, at least, is free. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + 10 * Math.floor(Math.random() * PORT_BLOCKS);
    const server = createServer().listen(port);
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isOpen = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
