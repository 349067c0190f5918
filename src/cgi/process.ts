// A script that runs: a process, and the group of all that it starts. The group is ended as one.

import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { ProcessGroup } from "./process-group.ts";
import type { Identity } from "./user.ts";

/** What to run, and how. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** What the program sees as its own name. */
  readonly argv0: string;
  readonly env: Readonly<Record<string, string>>;
  /** Undefined: the server's own. */
  readonly directory: string | undefined;
  /** Undefined: the server's own. */
  readonly identity: Identity | undefined;
  /** Nothing, a pipe, or an open file. */
  readonly input: "ignore" | "pipe" | number;
}

/** How a process ended: with a code, negative for a signal, as Python has it; or it never began, for the system's reason. */
export type Ending =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "failed"; readonly error: NodeJS.ErrnoException };

/** A process with its group. */
export class CgiProcess {
  /** Undefined where the script did not start, or has no pipe to read from. */
  readonly input: Writable | undefined;
  readonly output: Readable | undefined;
  readonly errors: Readable | undefined;
  /** Is fulfilled when the process, not its group, has ended. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess | undefined;
  readonly #group: ProcessGroup | undefined;

  /** Starts a script. What goes wrong is told by `ended`. */
  constructor(command: Command) {
    const child = tryToStart(command);
    if (child instanceof Error) {
      this.ended = Promise.resolve({ kind: "failed", error: child });
      return;
    }
    this.#child = child;
    this.ended = endingOf(child);
    const group = child.pid === undefined ? undefined : new ProcessGroup(child.pid);
    child.once("exit", () => group?.leaderEnded());
    this.#group = group;
    this.input = child.stdin ?? undefined;
    this.#keepInput(child);
    this.output = child.stdout ?? undefined;
    this.errors = child.stderr ?? undefined;
    // A script that does not read its input, or is gone, is no error of the server's: `ended` tells.
    for (const stream of streamsOf(child)) stream?.on("error", () => stream.destroy());
  }

  /**
   * Keeps the input open until the whole group has ended: its end, before all of a request has come, would say that this is all. Node would
   * close it with the process, though what that has started may still read.
   */
  #keepInput(child: ChildProcess): void {
    child.stdin = null;
    void Promise.all([this.ended, this.#group?.gone]).then(() => this.input?.destroy());
  }

  /** Tells, of a process that has ended, whether others of its group have not. */
  get hasLeftOthers(): boolean {
    return this.#group?.isOver === false;
  }

  /** Ends the process and all that it started: SIGTERM, and after `graceMs` SIGKILL for what is left. */
  stop(graceMs: number): void {
    this.#group?.end(graceMs);
  }

  /** Lets the server's process end although this one runs; it is ended then. */
  unref(): void {
    this.#child?.unref();
    for (const stream of [this.input, this.output, this.errors]) (stream as Partial<Socket> | undefined)?.unref?.();
  }

  /** Reads nothing any more of what is written. */
  close(): void {
    for (const stream of [this.output, this.errors]) stream?.destroy();
  }
}

function tryToStart({ file, args, argv0, env, directory, identity, input }: Command): ChildProcess | Error {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const options: SpawnOptions = {
    argv0,
    cwd: directory,
    detached: process.platform !== "win32", // a group of its own
    env: { ...env },
    stdio: [input, "pipe", "pipe"],
    windowsHide: true,
    ...identity,
  };
  try {
    return spawn(file, args, options);
  } catch (error) {
    return error as Error; // some refusals of the system are thrown, others are events
  }
}

/** What is open to a process: nothing, where there were no descriptors to make pipes of, whatever the types say. */
function streamsOf({ stdio }: Partial<ChildProcess>): Partial<ChildProcess["stdio"]> {
  return stdio ?? [];
}

function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ kind: "failed", error });
    });
    child.once("exit", (code, signal) => {
      if (signal === null) return resolve({ kind: "exited", code: code ?? 0 });
      const { signals } = process.getBuiltinModule("node:os").constants;
      resolve({ kind: "exited", code: -signals[signal] });
    });
  });
}
