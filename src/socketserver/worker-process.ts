// What a worker process of a forking server does, and how it talks to the primary process.

import type { Cluster } from "node:cluster";
import type { Address } from "./server-address.ts";

/** The environment variable that tells a worker which server it belongs to. */
export const WORKER_VARIABLE = "BASEHTTP_WORKER";

/** What the primary says to a worker. */
export interface Order {
  readonly basehttp: "stop";
}

/** What a worker says to the primary. */
export type Report =
  | { readonly basehttp: "listening"; readonly address: Address }
  | { readonly basehttp: "failed"; readonly message: string; readonly details: object }
  | { readonly basehttp: "handled" };

/**
 * What this process is to a forking server: its primary, which forks; one of its workers, which listens; a worker of
 * another server of the same program; or a worker of somebody else's cluster, where it serves like any server.
 */
export type Role = "primary" | "worker" | "bystander" | "alone";

/** What a worker was told when it was forked. */
interface Task {
  readonly serverIndex: number;
  readonly address: Address;
}

/** How long connections may linger after the last request, before the process ends; 3 s, longer than they do. */
const EXIT_MS = 3000;

/** Loads node:cluster, so that it costs nothing where nobody forks. */
export function loadCluster(): Cluster {
  return process.getBuiltinModule("node:cluster") as unknown as Cluster; // the types describe what `import` would give
}

let task: Task | undefined;

function readTask(): Task | undefined {
  const text = process.env[WORKER_VARIABLE];
  if (text === undefined) return task;
  delete process.env[WORKER_VARIABLE]; // not for the programs this one starts
  task = JSON.parse(text) as Task;
  return task;
}

/** Finds out what this process is to the server with the given index. */
export function roleOf(serverIndex: number): Role {
  if (loadCluster().isPrimary) return "primary";
  const given = readTask();
  if (given === undefined) return "alone";
  return given.serverIndex === serverIndex ? "worker" : "bystander";
}

/** Whether this process is a worker of a forking server; known once that has been opened. */
export function isWorker(): boolean {
  return task !== undefined;
}

/** The address this worker was told to listen on. */
export function givenAddress(): Address {
  return (readTask() as Task).address;
}

/** Sends a report to the primary; resolves when it is on its way. */
export async function report(what: Report): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.connected) process.send?.(what, undefined, undefined, () => resolve());
    else resolve(); // the primary is gone, and Node is about to end this process
  });
}

/** Reports that this worker cannot listen, and ends it. */
export async function reportFailure(error: Error): Promise<never> {
  await report({ basehttp: "failed", message: error.message, details: Object.fromEntries(Object.entries(error)) });
  process.exit(1);
}

/** Calls `stop` when the primary asks this worker to end. */
export function onStop(stop: () => void): void {
  process.on("message", (order: Order | null) => {
    if (order?.basehttp === "stop") stop();
  });
}

/** Leaves the cluster. The process ends when its last connection is closed, and does not wait for anything else. */
export function leaveCluster(): void {
  loadCluster().worker?.disconnect();
  setTimeout(() => process.exit(), EXIT_MS).unref();
}
