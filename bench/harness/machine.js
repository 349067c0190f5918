// Describes the machine that was measured on, without naming host or folder.

import { cpus, release, totalmem, type } from "node:os";
import { packageVersions } from "../peers/packages.js";
import { programVersions } from "../peers/programs.js";
import { cores } from "./processes.js";

export function machineFacts() {
  const model = cpus()[0]?.model.trim() || "unknown";
  const kernel = /^[\d.]+\d/.exec(release())?.[0] ?? "";
  const pinned = cores.server === undefined ? "not pinned" : "server and load pinned to one each";
  return [
    ["processors", `${cores.count || cpus().length} (${model}), ${pinned}`],
    ["memory", `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ["kernel", `${type()} ${kernel}`],
    ["Node", process.version],
    ["others", [...programVersions(), ...packageVersions()].join(", ")],
  ];
}
