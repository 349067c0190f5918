// What the servers may print: access lines, the known one-line messages, and a report of the one error that is thrown on purpose.

const ACCESS = /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] (.*)$/;
const MESSAGES: readonly RegExp[] = [
  /^".*" [1-5]\d\d -$/,
  /^code [1-5]\d\d, message .+$/,
  /^Request cut off by the client$/,
];
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/;

const DASHES = "-".repeat(40);
const REPORT_HEAD = /^Exception occurred during processing of request from \('127\.0\.0\.1', \d+\)$/;
const REPORT_STACK = /^ {4}at /;

/** Returns the lines that should not have been printed. Reports of the deliberate error are skipped. */
export function suspiciousLines(lines: readonly string[]): string[] {
  const suspicious: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const report = line === DASHES ? reportLength(lines, at) : 0;
    if (report > 0) at += report - 1;
    else if (!isLogLine(line)) suspicious.push(line);
  }
  return suspicious;
}

function isLogLine(line: string): boolean {
  const message = ACCESS.exec(line)?.[1];
  return message !== undefined && !CONTROLS.test(line) && MESSAGES.some((pattern) => pattern.test(message));
}

/** Counts the lines of the deliberate error's report that begins here; 0 if none does. */
function reportLength(lines: readonly string[], start: number): number {
  if (!REPORT_HEAD.test(lines[start + 1] ?? "") || lines[start + 2] !== "Error: deliberate") return 0;
  let at = start + 3;
  while (REPORT_STACK.test(lines[at] ?? "")) at++;
  return lines[at] === DASHES ? at + 1 - start : 0;
}
