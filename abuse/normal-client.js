// A client that behaves well, while others do not: one small request after another, each on a connection of its own.

import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** A pause between two requests. */
const PAUSE_MS = 5;
/** A request that takes longer is not answered. */
const PATIENCE_MS = 10_000;

/** Asks for `/hello`; returns whether it got the right answer. */
export function ask(port, timeout = PATIENCE_MS) {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/hello", agent: false, timeout }, (response) => {
      let body = "";
      response.setEncoding("latin1").on("data", (text) => {
        body += text;
      });
      response.on("close", () => resolve(response.statusCode === 200 && body === "hello\n"));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

/** Asks again and again until it is told to stop. */
export class NormalClient {
  #port;
  #isStopped = false;
  #asking;
  #latencies = [];
  failures = 0;

  constructor(port) {
    this.#port = port;
    this.#asking = this.#askOn();
  }

  async #askOn() {
    while (!this.#isStopped) {
      const begun = performance.now();
      if (await ask(this.#port)) this.#latencies.push(performance.now() - begun);
      else this.failures++;
      await sleep(PAUSE_MS);
    }
  }

  /** Stops, and returns how long answers took: `count`, `median`, `worst` (milliseconds). */
  async stop() {
    this.#isStopped = true;
    await this.#asking;
    const sorted = this.#latencies.sort((a, b) => a - b);
    return { count: sorted.length, median: sorted[sorted.length >> 1] ?? 0, worst: sorted.at(-1) ?? 0 };
  }
}
