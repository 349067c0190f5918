// The log on stderr: lines are collected, and leave in one write for each turn of the event loop.

/** With more unread bytes than this, lines are dropped: a program that started this one may never read its pipe; 16 MiB. */
const UNREAD_BYTES = 16_777_216;

let pending = "";
/** Bytes that were dropped since the last write. */
let droppedBytes = 0;
/** Why the last write failed, as on a full disk; undefined if it did not. */
let failure: string | undefined;
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
  process.stderr.on("error", noteFailure);
  process.stderr.on("drain", flushStderrLog); // somebody reads again, and is told at once what is missing
}

/** The reader of the log may go away, and a disk may be full: neither is a reason to stop serving. */
function noteFailure({ code, message }: NodeJS.ErrnoException): void {
  failure = code ?? message;
}

/** Writes what was logged and not written yet, after a line about what is missing before it. */
export function flushStderrLog(): void {
  const text = pending;
  pending = "";
  if (process.stderr.writableLength > UNREAD_BYTES) {
    droppedBytes += Buffer.byteLength(text);
    return;
  }
  const written = takeLack() + text;
  if (written !== "") process.stderr.write(written);
}

function takeLack(): string {
  let lack = "";
  if (droppedBytes > 0) lack += `${droppedBytes} bytes of the log were dropped, as nobody read it\n`;
  // A full disk may have taken half of the last line.
  if (failure !== undefined) lack += `\nsome of the log is missing here, as it could not be written (${failure})\n`;
  droppedBytes = 0;
  failure = undefined;
  return lack;
}
