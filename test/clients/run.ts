// Runs a client to its end.

import { execFile } from "node:child_process";

/** No client here takes this long: one that does hangs. */
const CLIENT_MS = 300_000;

/** What a client left behind. */
export interface ClientResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; a failure is a status. Proxies of this machine are not asked. */
export function runClient(
  program: string,
  args: readonly string[],
  cwd?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ClientResult> {
  const env = { ...process.env, no_proxy: "*", NO_PROXY: "*", LC_ALL: "C.UTF-8", ...more };
  const options = { cwd, env, timeout: CLIENT_MS, maxBuffer: 64 * 1048576 };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, stdout, stderr });
    });
  });
}

/** Runs a program in a folder that is its home as well: configurations of whoever runs the tests are not read. */
export function runAtHome(
  home: string,
  program: string | undefined,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<ClientResult> {
  return runClient(program as string, args, home, { HOME: home, XDG_CONFIG_HOME: home, ...more });
}
