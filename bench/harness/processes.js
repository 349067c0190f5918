// Starts programs on the processors meant for them, and ends them by their process ids, at the latest when this process ends.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a server may take to end when asked, before it is killed; 3 s. */
const END_MS = 3000;

const running = new Set();

/** The processors we may use, from `Cpus_allowed_list: 0-3,6`; undefined if they are unknown, or programs cannot be pinned. */
function allowedCores() {
  if (spawnSync("taskset", ["-V"]).error !== undefined) return undefined;
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1] ?? "";
  return list.split(",").flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * Which processors do what: the server has the first, the load (and this process) the second. Whatever is to have several
 * gets half of them if the machine has four or more, and is not pinned otherwise.
 */
export const cores = chooseCores(allowedCores() ?? []);

function chooseCores(allowed) {
  if (allowed.length < 2) return { count: allowed.length };
  const half = Math.floor(allowed.length / 2);
  const server = String(allowed[0]);
  const load = String(allowed[1]);
  if (allowed.length < 4)
    return { count: allowed.length, server, load, servers: allowed.join(), loads: allowed.join() };
  return {
    count: allowed.length,
    server,
    load,
    servers: allowed.slice(0, half).join(),
    loads: allowed.slice(half).join(),
  };
}

/** Keeps this process and what it starts off the server's processor. */
export function pinOurselves() {
  if (cores.load !== undefined) spawnSync("taskset", ["-cp", cores.load, String(process.pid)]);
}

/** Starts a program, in a process group of its own; `on` is a list of processors. */
export function start(command, { on, ...options }) {
  const [file, ...args] = on === undefined ? command : ["taskset", "-c", on, ...command];
  const env = { ...process.env, NODE_ENV: "production", NO_COLOR: "1" };
  for (const name of Object.keys(env)) if (/^(BASEHTTP_|NODE_OPTIONS$|PORT$|HOST$)/.test(name)) delete env[name];
  const child = spawn(file, args, { env, detached: true, ...options });
  running.add(child);
  child.once("error", () => running.delete(child));
  child.once("exit", () => running.delete(child));
  return child;
}

/** Ends a program and what it started. */
export async function end(child) {
  if (!isRunning(child)) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([exited, sleep(END_MS, undefined, { ref: false })]);
  killGroup(child);
  await exited;
}

/** Runs a program that makes load to its end; returns what it printed. @throws Error if it fails. */
export async function output(command, { on = cores.load, ...options } = {}) {
  const child = start(command, { on, stdio: ["ignore", "pipe", "pipe"], ...options });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...how) => resolve(how));
  });
  if (code !== 0) throw new Error(`${command[0]} ended with ${code ?? signal}: ${(stderr || stdout).trim()}`);
  return stdout;
}

/** Tells whether a program runs: it has neither ended nor failed to start. */
export function isRunning(child) {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // all of them have ended
  }
}

process.on("exit", () => {
  for (const child of running) if (child.pid !== undefined) killGroup(child);
});
