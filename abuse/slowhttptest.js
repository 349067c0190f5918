// slowhttptest, a program of Debian's: slow heads, bodies and readers.

import { spawn, spawnSync } from "node:child_process";

const PROGRAM = "slowhttptest";

/** Tells whether it is installed. */
export function hasSlowhttptest() {
  return spawnSync(PROGRAM, ["-h"]).error === undefined;
}

/** Runs it with options, the last of which is a path of a server; returns its report in a line. */
export async function runSlowhttptest(port, options) {
  const args = options.replace("-u ", `-u http://127.0.0.1:${port}`).split(" ");
  const child = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece) => {
    text += piece;
  });
  await new Promise((resolve) => child.once("close", resolve));
  const plain = text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, ""); // it colours its report
  const all = (name) => [...plain.matchAll(new RegExp(`^${name}:\\s+(\\S+)`, "gm"))].map(([, value]) => value);
  const isServed = all("service available").every((answer) => answer === "YES");
  const ending = /^Exit status: (.*)$/m.exec(plain)?.[1] ?? "?";
  return `connected ${Math.max(...all("connected").map(Number))}, served others: ${isServed ? "always" : "not always"}; ${ending}`;
}
