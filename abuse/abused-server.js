// Starts the server that is abused, asks it what it holds, ends it.

import { once } from "node:events";
import { startNode } from "./start-node.js";

/** How long it may take to answer, and to end. */
const PATIENCE_MS = 15_000;

/** A server in another process. */
export class AbusedServer {
  #child;
  /** What it has printed to stderr: nothing, but for what a scenario expects. */
  stderr = "";
  port = 0;

  static async start({ directory, limits = {}, hasScripts = false, maxDescriptors }) {
    const server = new AbusedServer();
    const settings = JSON.stringify({ directory, limits, hasScripts });
    server.#child = startNode(["--expose-gc", "server.js", settings], maxDescriptors);
    server.#child.stderr.setEncoding("utf8").on("data", (text) => {
      server.stderr += text;
    });
    server.port = (await server.#message()).port;
    return server;
  }

  /** What it holds: `rss`, the `peak` of that since the last time, `heap`, in bytes; `descriptors`. */
  async measure() {
    this.#child.send("measure");
    return this.#message();
  }

  /** Ends it, and returns how it ended: its exit code, or a word. */
  async stop() {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MS);
    const [code, signal] = await exit;
    clearTimeout(timer);
    return signal === "SIGKILL" ? "did not end" : (code ?? signal);
  }

  async #message() {
    const gone = new AbortController();
    const leave = () => gone.abort();
    this.#child.once("exit", leave);
    try {
      const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const [message] = await once(this.#child, "message", { signal });
      return message;
    } catch {
      throw new Error(`the server ended or does not answer: ${this.stderr.slice(-2000)}`);
    } finally {
      this.#child.off("exit", leave);
    }
  }
}
