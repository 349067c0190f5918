// Sends a server one request, and compares the answer with what was expected.

import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How long an answer may take; 60 s, for a listing of 100,000 entries. */
const TIMEOUT_MS = 60_000;

/** Sends one request; resolves to status, headers and body, or without the body where `isHeadEnough`. */
export function ask({ port, isSecure = false, path, headers = {}, isHeadEnough = false }) {
  const request = isSecure ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, headers, agent: false, rejectUnauthorized: false };
    const sent = request({ ...options, timeout: TIMEOUT_MS }, (response) => {
      const pieces = [];
      if (isHeadEnough) {
        resolve({ status: response.statusCode, headers: response.headers, body: undefined });
        response.destroy();
        return;
      }
      response.on("data", (piece) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }),
      );
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", reject);
    sent.end();
  });
}

/** Says how an answer differs from what is expected; undefined: it does not. */
export function complaint(answer, { status = 200, bytes, header = {}, contains }) {
  if (answer.status !== status) return `it answers ${answer.status} where ${status} is expected`;
  const length = answer.body?.length ?? Number(answer.headers["content-length"]);
  if (bytes !== undefined && length !== bytes) return `it sends ${length} bytes, not ${bytes}`;
  for (const [name, pattern] of Object.entries(header)) {
    const value = answer.headers[name];
    if (!pattern.test(value ?? "")) return `its ${name} is ${value}, which is not ${pattern}`;
  }
  for (const pattern of contains ?? []) {
    if (!pattern.test(answer.body.toString("latin1"))) return `what it sends lacks ${pattern}`;
  }
  return undefined;
}

/** Asks again and again until there is an answer; resolves to the time of its first byte, in ms. */
export async function firstAnswer(port, path, isAlive) {
  for (;;) {
    if (await answers(port, path)) return performance.now();
    if (!isAlive()) throw new Error("it ended before it answered");
    await sleep(1);
  }
}

function answers(port, path) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`),
    );
    socket.once("data", (data) => {
      resolve(data.toString("latin1").startsWith("HTTP/1.1 200 "));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}

/** Asks once; resolves to how long the first and the last byte took, in ms. */
export function timeAnswer(port, path) {
  return new Promise((resolve, reject) => {
    let begun;
    let first;
    const socket = connect(port, "127.0.0.1", () => {
      begun = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
    });
    socket.on("data", () => {
      first ??= performance.now() - begun;
    });
    socket.once("error", reject);
    socket.once("end", () => resolve({ first, last: performance.now() - begun }));
  });
}
