// The log on stderr: lines are collected and leave in one write a turn of the event loop.

/** Bytes that nobody has read from which on lines are dropped: a program that started this one may never read its pipe; 16 MiB. */
const UNREAD_BYTES = 16_777_216;

let pending = "";
/** Bytes that were dropped since something was written. */
let droppedBytes = 0;
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
  if (text === "") return;
  if (process.stderr.writableLength > UNREAD_BYTES) {
    droppedBytes += text.length;
    return;
  }
  const lack = droppedBytes === 0 ? "" : `${droppedBytes} bytes of the log were dropped, as nobody read it\n`;
  droppedBytes = 0;
  process.stderr.write(lack + text);
}
