// The servers under test, in a process of their own. It tells its parent where they listen, measures itself when asked, and ends with
// its parent.

import { readdirSync } from "node:fs";
import { BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer } from "../src/index.ts";
import { digestOf, firstLineOf } from "./echo.ts";
import { SERVERS, type ServerName } from "./exchange.ts";

/** What the process says about itself. Memory is in bytes, after a garbage collection. */
export interface Measures {
  readonly rss: number;
  readonly heap: number;
  /** Open descriptors; undefined if the system does not tell. */
  readonly descriptors: number | undefined;
  /** Connections that are being handled. */
  readonly connections: number;
}

/** What the process sends to its parent. */
export type Message = { readonly ports: Readonly<Record<ServerName, number>> } | { readonly measures: Measures };

/**
 * Answers with what it understood: method and path as the body's first line, then the request's body; in `X-Echo` a digest of the head.
 *
 * GET ignores the body of its request, POST reads it first, and PUT reads it while it sends.
 */
class EchoHandler extends BaseHTTPRequestHandler {
  do_GET(): void {
    if (this.path.startsWith("/boom-late")) this.#failLate();
    if (this.path.startsWith("/boom")) throw new Error("deliberate");
    const line = this.#firstLine();
    this.#begin(line.length);
    this.wfile.write(line);
  }

  do_HEAD(): void {
    const line = this.#firstLine();
    this.#begin(line.length);
    this.wfile.write(line);
  }

  async do_POST(): Promise<void> {
    const line = this.#firstLine();
    const body = await this.rfile.read();
    this.#begin(line.length + body.length);
    this.wfile.write(line);
    await this.wfile.write(body);
  }

  async do_PUT(): Promise<void> {
    this.#begin();
    this.wfile.write(this.#firstLine());
    for await (const piece of this.rfile) await this.wfile.write(piece);
  }

  do_OPTIONS(): void {
    this.#begin(0);
  }

  do_DELETE(): void {
    this.#begin(undefined, 204);
  }

  #begin(length?: number, status = 200): void {
    const { path, requestVersion: version } = this;
    this.sendResponse(status);
    const head = { method: this.command ?? "", path, version, fields: this.headers.items() };
    this.sendHeader("X-Echo", digestOf(head));
    if (length !== undefined) this.sendHeader("Content-Length", length);
    this.endHeaders();
  }

  #firstLine(): Buffer {
    return Buffer.from(firstLineOf({ method: this.command ?? "", path: this.path }), "latin1");
  }

  #failLate(): never {
    this.#begin(1_000_000);
    this.wfile.write(Buffer.alloc(100_000, "x"));
    throw new Error("deliberate");
  }
}

/** Counts the open descriptors, without the one that lists them. */
function countDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length - 1;
  } catch {
    return undefined; // not Linux
  }
}

function makeServer(name: ServerName, directory: string): HTTPServer {
  const { serves, protocol } = SERVERS[name];
  const serverClass = name.startsWith("serial") ? HTTPServer : ThreadingHTTPServer;
  return new serverClass(["127.0.0.1", 0], (...args) => {
    const handler = serves === "echo" ? new EchoHandler(...args) : new SimpleHTTPRequestHandler(...args, { directory });
    handler.protocolVersion = protocol;
    return handler;
  });
}

function send(message: Message): void {
  process.send?.(message);
}

async function main(directory: string): Promise<void> {
  const servers = (Object.keys(SERVERS) as ServerName[]).map((name) => ({ name, server: makeServer(name, directory) }));
  for (const { server } of servers) {
    await server.prepare();
    void server.serveForever();
  }
  process.on("message", () => {
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const connections = servers.reduce((sum, { server }) => sum + server.activeCount, 0);
    send({ measures: { rss, heap: heapUsed + external, descriptors: countDescriptors(), connections } });
  });
  process.on("disconnect", () => process.exit());
  send({
    ports: Object.fromEntries(servers.map(({ name, server }) => [name, server.serverPort])) as Record<
      ServerName,
      number
    >,
  });
}

const [, , directory] = process.argv;
if (process.send !== undefined && directory !== undefined) await main(directory);
