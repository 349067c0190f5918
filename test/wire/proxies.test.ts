// Real proxies in front: connections are kept and used again, and instances may be stopped under load without a failed request.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { describe, test } from "node:test";
import type { HandlerArgs } from "../../src/server/base-handler.ts";
import { startServer } from "../../src/testing/index.ts";
import { Program } from "../cli/program.ts";
import { QuietFileHandler } from "../server/file-server.ts";
import { findProgram, needs } from "../support/programs.ts";
import { TempTree } from "../support/temp-tree.ts";
import { sleep, until } from "../support/waiting.ts";
import { freePort, isListening, RunningProxy } from "./running-proxy.ts";

const haproxy = findProgram("haproxy") ?? systemProgram("/usr/sbin/haproxy");
const nginx = findProgram("nginx") ?? systemProgram("/usr/sbin/nginx");
const HAPROXY = needs(haproxy, "install haproxy (Debian: apt-get install haproxy)");
const NGINX = needs(nginx, "install nginx (Debian: apt-get install nginx-light)");

const REQUESTS = 1000;
/** Requests under way at a time. */
const CLIENTS = 10;
const FILES = { "small.txt": "small\n", "large.txt": "large ".repeat(50_000), "health.txt": "ok\n" };

/** Debian's place for such programs is not on everybody's PATH. */
function systemProgram(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Several pieces are sent in chunks. */
  readonly body?: readonly string[];
}

/** Asks the proxy; rejects when there is no whole answer. */
function ask(
  port: number,
  { method = "GET", path, headers = {}, body = [] }: Question,
  agent?: Agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isWhole = body.length === 1;
    const length = isWhole ? { "Content-Length": String(Buffer.byteLength(body[0] as string)) } : {};
    const chunked = body.length > 1 ? { "Transfer-Encoding": "chunked" } : {};
    const options = { host: "127.0.0.1", port, method, path, headers: { ...headers, ...length, ...chunked }, agent };
    const asking = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("error", reject);
      response.on("close", () => {
        if (response.complete) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        else reject(new Error("the answer was cut off"));
      });
    });
    asking.on("error", reject);
    for (const piece of body) asking.write(piece);
    asking.end();
  });
}

/** Kinds of requests, and what has to come back. */
const KINDS: readonly (readonly [question: Question, status: number, body: string])[] = [
  [{ path: "/small.txt" }, 200, FILES["small.txt"]],
  [{ path: "/large.txt" }, 200, FILES["large.txt"]],
  [{ path: "/small.txt", method: "HEAD" }, 200, ""],
  [{ path: "/small.txt", headers: { "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT" } }, 304, ""],
  [{ path: "/missing", method: "HEAD" }, 404, ""],
  [{ path: "/", method: "POST", body: ["echo"] }, 200, "echo"],
  [{ path: "/", method: "POST", body: ["chunk", "ed ", "x".repeat(20_000)] }, 200, `chunked ${"x".repeat(20_000)}`],
  [{ path: "/in-chunks" }, 200, "one two three"],
  [{ path: "/ignored", method: "PUT", body: ["nobody reads this"] }, 201, ""],
];

/** What a server has seen. */
interface Counts {
  connections: number;
  requests: number;
}

/** A factory of handlers of files that echo bodies, too, and count what they see. */
function countingHandlers(counts: Counts, directory: string) {
  class Echo extends QuietFileHandler {
    override protocolVersion = "HTTP/1.1";

    override setup(): void | Promise<void> {
      counts.connections++;
      return super.setup();
    }

    override logRequest(): void {
      counts.requests++;
    }

    override do_GET(): void | Promise<void> {
      return this.path === "/in-chunks" ? this.#sendInChunks() : super.do_GET();
    }

    async #sendInChunks(): Promise<void> {
      this.sendResponse(200);
      this.endHeaders();
      for (const piece of ["one ", "two ", "three"]) {
        await this.wfile.write(piece);
        await sleep(1);
      }
    }

    async do_POST(): Promise<void> {
      const body = await this.rfile.read();
      this.sendResponse(200);
      this.sendHeader("Content-Length", body.length);
      this.endHeaders();
      this.wfile.write(body);
    }

    do_PUT(): void {
      this.sendResponse(201);
      this.sendHeader("Content-Length", 0);
      this.endHeaders();
    }
  }
  return (...[request, clientAddress, server]: HandlerArgs) => new Echo(request, clientAddress, server, { directory });
}

/** Sends requests of all kinds through a proxy, and checks every answer. */
async function askAllKinds(port: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  let next = 0;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (next < REQUESTS) {
      const [question, status, body] = KINDS[next++ % KINDS.length]!;
      const answer = await ask(port, question, agent);
      assert.equal(answer.status, status, `${question.method} ${question.path}`);
      assert.ok(answer.body === body, `${question.method} ${question.path}: ${answer.body.slice(0, 100)}`);
    }
  });
  await Promise.all(clients);
  agent.destroy();
}

for (const [name, options, program, start] of [
  ["haproxy", HAPROXY, haproxy, (path: string, port: number) => RunningProxy.startHaproxy(path, [port, port])],
  ["nginx", NGINX, nginx, (path: string, port: number) => RunningProxy.startNginx(path, port)],
] as const) {
  test(
    `through ${name}, ${REQUESTS} requests of all kinds are answered right, on few connections`,
    options,
    async () => {
      using folder = new TempTree(FILES);
      const counts: Counts = { connections: 0, requests: 0 };
      await using running = await startServer(countingHandlers(counts, folder.path));
      await using proxy = await start(program as string, running.port);
      await askAllKinds(proxy.port);
      assert.ok(counts.requests >= REQUESTS, `${counts.requests} requests`);
      // Some are the proxy's own, which looks whether the server is there.
      assert.ok(counts.connections < REQUESTS / 5, `${counts.connections} connections`);
    },
  );
}

describe("behind haproxy, under constant load", HAPROXY, () => {
  /** An instance of the program that can be stopped, and started again on its port. */
  class Instance implements AsyncDisposable {
    readonly port: number;
    readonly #folder: string;
    #program: Program | undefined;

    constructor(port: number, folder: string) {
      this.port = port;
      this.#folder = folder;
    }

    async start(): Promise<void> {
      this.#program = new Program(["-q", `127.0.0.1:${this.port}`, this.#folder]);
      await this.#program.banner();
    }

    /** Stops it as a service manager does, and waits until it has ended. */
    async stop(): Promise<void> {
      this.#program?.kill("SIGTERM");
      const ending = await this.#program?.ending;
      assert.equal(ending?.status, 0);
      assert.equal(ending?.stderr, "");
    }

    async [Symbol.asyncDispose](): Promise<void> {
      await this.#program?.[Symbol.asyncDispose]();
    }
  }

  /** Clients that ask without a pause, and note every answer that is not right. */
  class Load {
    answers = 0;
    readonly failures: string[] = [];
    #isOver = false;
    readonly #clients: Promise<void>[];

    constructor(port: number) {
      this.#clients = Array.from({ length: CLIENTS }, (_, number) => this.#askOn(port, number));
    }

    async #askOn(port: number, number: number): Promise<void> {
      const agent = new Agent({ keepAlive: number % 2 === 0, maxSockets: 1 });
      const name = number % 3 === 0 ? "large.txt" : "small.txt";
      while (!this.#isOver) {
        try {
          const { status, body } = await ask(port, { path: `/${name}` }, agent);
          if (status === 200 && body === FILES[name]) this.answers++;
          else this.failures.push(`${status}, ${body.length} characters`);
        } catch (error) {
          this.failures.push(String(error));
        }
      }
      agent.destroy();
    }

    /** Goes on for so many answers more. */
    async answersMore(count: number): Promise<void> {
      const goal = this.answers + count;
      await until(() => this.answers >= goal, `${count} more answers come`);
    }

    async end(): Promise<void> {
      this.#isOver = true;
      await Promise.all(this.#clients);
    }
  }

  /** Puts load on two instances behind haproxy while something is done to them; no request may fail. */
  async function underLoad(
    act: (instances: readonly [Instance, Instance], load: Load) => Promise<void>,
  ): Promise<void> {
    using folder = new TempTree(FILES);
    await using one = new Instance(await freePort(), folder.path);
    await using two = new Instance(await freePort(), folder.path);
    await Promise.all([one.start(), two.start()]);
    await using proxy = await RunningProxy.startHaproxy(haproxy as string, [one.port, two.port]);
    await until(
      async () => (await ask(proxy.port, { path: "/health.txt" })).status === 200,
      "haproxy sees an instance",
    );
    const load = new Load(proxy.port);
    await load.answersMore(100);
    try {
      await act([one, two], load);
      await load.answersMore(100);
    } finally {
      await load.end();
    }
    assert.deepEqual(load.failures, []);
  }

  test("one of two instances is stopped: no request fails", async () => {
    await underLoad(async ([one], load) => {
      await one.stop();
      assert.ok(!(await isListening(one.port)));
      await load.answersMore(200);
    });
  });

  test("two instances are restarted one after the other: no request fails", async () => {
    await underLoad(async (instances, load) => {
      for (const instance of instances) {
        await instance.stop();
        await instance.start();
        await sleep(400); // until haproxy sees that it is back
        await load.answersMore(20);
      }
    });
  });
});
