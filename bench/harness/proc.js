// What Linux tells under /proc about a process and its children.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Clock ticks a second in /proc/PID/stat; Linux shows 100 on every machine. */
const TICKS_PER_SECOND = 100;

/** The fields of /proc/PID/stat after the name, which may hold blanks: [0] is field 3, the state. */
function stat(pid) {
  const text = read(pid, "stat");
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** A process and all that descend from it. */
export function tree(pid) {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(stat(name)?.[1])]);
  const found = [pid];
  for (const parent of found) for (const [child, its] of parents) if (its === parent) found.push(child);
  return found;
}

/** Seconds of processor time that a process and its children have used, children that have ended included. */
export function cpuSeconds(pid) {
  let ticks = 0;
  for (const member of tree(pid)) {
    const fields = stat(member);
    if (fields === undefined) continue;
    for (const index of [11, 12, 13, 14]) ticks += Number(fields[index]); // utime, stime, cutime, cstime
  }
  return ticks / TICKS_PER_SECOND;
}

/** Bytes of memory of a process and its children: "VmRSS" for now, "VmHWM" for the most so far. */
export function memory(pid, field = "VmRSS") {
  const kilobytes = tree(pid).map((member) => {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(read(member, "status") ?? "");
    return Number(line?.[1] ?? 0);
  });
  return 1024 * kilobytes.reduce((sum, each) => sum + each, 0);
}

/** Resets "VmHWM" to what is used now. */
export function forgetPeak(pid) {
  for (const member of tree(pid)) writeFileSync(`/proc/${member}/clear_refs`, "5");
}

/** How many file descriptors a process and its children have open. */
export function descriptors(pid) {
  return tree(pid).reduce((sum, member) => sum + readdirSync(`/proc/${member}/fd`).length, 0);
}

/** How many files a process may open. */
export function maxDescriptors() {
  return Number(/^Max open files\s+\S+\s+(\d+)/m.exec(read("self", "limits") ?? "")?.[1] ?? 1024);
}

function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return undefined; // it has ended meanwhile
  }
}
