// A terminal, which Python's pty module plays.

/**
 * Makes a program for Python that starts the command `sys.argv[first:]` on a terminal, and reads what that shows until it ends.
 *
 * `begin` comes first; `react` is done whenever more was shown, with all of it in `shown` and the terminal's number in `terminal`; `end`
 * follows, with the number of the process in `pid`.
 */
export function onTerminal({ first, begin = "", react, end }: TerminalPlay): string {
  return `
import os, pty, sys
${begin}
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[${first}], sys.argv[${first}:])
shown = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        piece = b""
    if not piece:
        break
    shown += piece
${react.replace(/^/gm, "    ")}
${end}
`;
}

/** What is played on a terminal, in Python. */
export interface TerminalPlay {
  readonly first: number;
  readonly begin?: string;
  readonly react: string;
  readonly end: string;
}
