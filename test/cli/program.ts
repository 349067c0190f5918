// The command line program in a process of its own: bin/basehttp.js as it was built, with an environment nobody has written into.

import { PROGRAM } from "../support/basehttp.ts";
import { type Ending, RunningProgram } from "../support/running-program.ts";
import type { ProgramOptions } from "../support/server-program.ts";

const BANNER = /^Serving HTTPS? on (\S+) port (\d+) \((\S+)\) \.\.\.\n/;

/** Variables that would change what the program does. */
const FOREIGN = /^(?:BASEHTTP_.*|PORT|HOST|NO_COLOR|FORCE_COLOR|npm_lifecycle_event)$/i;

/** Lets a program take its system for another. */
export function onSystem(platform: NodeJS.Platform): Readonly<Record<string, string>> {
  const code = `Object.defineProperty(process,'platform',{value:'${platform}'})`;
  return { NODE_OPTIONS: `--import "data:text/javascript,${code}"` };
}

/** The program, running or ended; `await using` kills it if it still runs. */
export class Program extends RunningProgram {
  constructor(args: readonly string[], { env = {}, ...options }: ProgramOptions = {}) {
    const clean = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
    super(process.execPath, [PROGRAM, ...args], { ...options, env: { ...Object.fromEntries(clean), ...env } });
  }

  /** What the first line says, once it is there. */
  async banner(): Promise<{
    readonly line: string;
    readonly host: string;
    readonly port: number;
    readonly url: string;
  }> {
    const [line, host, port, url] = await this.said(BANNER);
    return { line, host: host as string, port: Number(port), url: url as string };
  }
}

/** Runs the program to its end. */
export async function run(args: readonly string[], options?: ProgramOptions): Promise<Ending> {
  await using program = new Program(args, options);
  await program.until(() => program.hasEnded);
  return program.ending;
}
