// Signals that end the program without asking: what the log holds is written before.

import { flushStderrLog } from "../io/stderr-log.ts";

/** The terminal was closed; Ctrl-\ was pressed. */
const FATAL_SIGNALS = ["SIGHUP", "SIGQUIT"] as const;

/** Makes the fatal signals write the log before they end the program, as they would have. */
export function flushOnFatalSignals(): void {
  if (process.platform === "win32") return; // its signals end the program before anything can be done
  for (const signal of FATAL_SIGNALS) {
    process.once(signal, () => {
      flushStderrLog();
      process.kill(process.pid, signal); // nobody listens any more: the system does what it does by default
    });
  }
}
