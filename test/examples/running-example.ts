// An example, as its reader starts it: on a free port, with its output kept.

import { join } from "node:path";
import { RunningProgram } from "../support/running-program.ts";

export class RunningExample extends RunningProgram {
  /** Starts an example, in the folder of the tests (the root of the project) or another. */
  constructor(name: string, cwd: string = process.cwd()) {
    super(process.execPath, [join(process.cwd(), "examples", name), "0"], { cwd });
  }

  /** Waits until it has said on which ports it serves, and returns them. */
  async ports(count: number): Promise<number[]> {
    await this.said(new RegExp(`(?:\\bport \\d+\\b[^]*){${count}}\\n`));
    return [...this.stdout.matchAll(/\bport (\d+)\b/g)].map((match) => Number(match[1]));
  }

  /** Waits until it has said where it serves: `http://127.0.0.1:PORT`, without a slash at the end. */
  async url(): Promise<string> {
    const [port] = await this.ports(1);
    return `http://127.0.0.1:${port}`;
  }
}
