// The log on stderr: lines are collected and leave in one write a turn of the event loop.

let pending = "";
let isHooked = false;

/** Adds text to the log; it is written at the end of this turn of the event loop, or when the process exits. */
export function logToStderr(text: string): void {
  if (pending === "") {
    setImmediate(flushStderrLog);
    if (!isHooked) hook();
  }
  pending += text;
}

function hook(): void {
  isHooked = true;
  process.on("exit", flushStderrLog);
  process.stderr.on("error", ignoreLostReader);
}

/** Who read the log may go away: that is no reason to stop serving. */
function ignoreLostReader(): void {}

/** Writes what was logged and not written yet. */
export function flushStderrLog(): void {
  const text = pending;
  pending = "";
  if (text !== "") process.stderr.write(text);
}
