// Ctrl-C and SIGTERM: the first asks the program to end, the second ends it.

import type { Environment } from "./environment.ts";

/** The signals that end the program. */
export type EndSignal = "SIGINT" | "SIGTERM";

/** A Ctrl-C that comes twice within this time was pressed once; 50 ms: npm takes far less to pass it on, and no finger is so fast. */
const SAME_KEY_MS = 50;

const isTerminal = (fd: number): boolean => process.getBuiltinModule("node:tty").isatty(fd);

/** Resolves with the first signal. The second one ends the process at once, with status 0. */
export function firstSignal(environment: Environment): Promise<EndSignal> {
  // npm and npx pass Ctrl-C on to a program that has already got it from the terminal.
  const repeatsCtrlC = environment["npm_lifecycle_event"] !== undefined && isTerminal(0);
  return new Promise((resolve) => {
    let first: number | undefined;
    const receive = (signal: EndSignal): void => {
      const now = performance.now();
      if (first === undefined) {
        first = now;
        resolve(signal);
      } else if (!repeatsCtrlC || signal !== "SIGINT" || now - first > SAME_KEY_MS) {
        process.exit(0);
      }
    };
    process.on("SIGINT", receive);
    process.on("SIGTERM", receive);
  });
}
