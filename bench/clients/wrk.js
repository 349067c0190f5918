// Loads a server with wrk.

import { output } from "../harness/processes.js";
import { CLIENTS } from "../peers/paths.js";

/** The share of requests that may fail before a measurement is worthless. */
const MAX_FAILED = 0.01;

/**
 * Sends requests as fast as they are answered.
 *
 * @returns what report.lua prints. @throws Error if more than a few fail.
 */
export async function wrk({ port, isSecure, path, headers = {}, seconds, on, ...options }) {
  const { connections = 64, threads = 1, script = "report.lua" } = options;
  const fields = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const size = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, "--timeout", "20s"];
  const url = `${isSecure ? "https" : "http"}://127.0.0.1:${port}${path}`;
  const report = await output(["wrk", ...size, ...fields, "-s", CLIENTS + script, url], { on });
  const seen = JSON.parse(report.slice(report.lastIndexOf("{")));
  const failed = seen.broken + seen.refused + seen.timeouts;
  if (seen.requests === 0) throw new Error(`no request was answered in ${seconds} s`);
  if (failed > MAX_FAILED * seen.requests) {
    const { broken, refused, timeouts, requests } = seen;
    throw new Error(`of ${requests} requests ${broken} broke, ${refused} were refused, ${timeouts} timed out`);
  }
  return seen;
}
