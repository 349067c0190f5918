// Signals that end the program without asking: what the log holds is written before, and scripts are ended.

import { killGroups } from "../cgi/process-group.ts";
import { flushStderrLog } from "../io/stderr-log.ts";

/** The terminal was closed; Ctrl-\ was pressed. */
const FATAL_SIGNALS = ["SIGHUP", "SIGQUIT"] as const;

/** Makes the fatal signals write the log and end all scripts before they end the program, as they would have. */
export function cleanUpOnFatalSignals(): void {
  if (process.platform === "win32") return; // its signals end the program before anything can be done
  for (const signal of FATAL_SIGNALS) {
    process.once(signal, () => {
      flushStderrLog();
      killGroups();
      process.kill(process.pid, signal); // nobody listens any more: the system does what it does by default
    });
  }
}
