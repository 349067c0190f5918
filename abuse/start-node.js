// Starts Node programs that may open more files, or fewer, than we may.

import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** `exec` keeps the process id, and the channel for messages. */
const LIMITED = 'ulimit -n "$1" && shift && exec "$@"';

/** Starts Node in this folder with a channel for messages; `maxDescriptors` is its limit of open files. */
export function startNode(args, maxDescriptors) {
  const stdio = ["ignore", "inherit", "pipe", "ipc"];
  if (maxDescriptors === undefined) return spawn(process.execPath, args, { cwd: HERE, stdio });
  const command = ["-c", LIMITED, "sh", String(maxDescriptors), process.execPath, ...args];
  return spawn("sh", command, { cwd: HERE, stdio });
}

/** Tells whether a process may have so many files open. */
export function mayOpen(count) {
  return spawnSync("sh", ["-c", LIMITED, "sh", String(count), "true"]).status === 0;
}
