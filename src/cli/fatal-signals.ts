// Signals that end the program at once: before that the log is written, and scripts are ended.

import { killGroups } from "../cgi/process-group.ts";
import { flushStderrLog } from "../io/stderr-log.ts";

/** The terminal was closed; Ctrl-\ was pressed, on Windows Ctrl-Break. */
const FATAL_SIGNALS = ["SIGHUP", "SIGQUIT"] as const;
const FATAL_ON_WINDOWS = ["SIGHUP", "SIGBREAK"] as const;

/** Makes the fatal signals write the log and end all scripts before they end the program as usual. */
export function cleanUpOnFatalSignals(): void {
  const isWindows = process.platform === "win32";
  for (const signal of isWindows ? FATAL_ON_WINDOWS : FATAL_SIGNALS) {
    process.once(signal, () => {
      flushStderrLog();
      killGroups();
      if (isWindows) process.exit(1); // no process can send itself these signals there
      process.kill(process.pid, signal); // with no listener left, the signal has its default effect
    });
  }
}
