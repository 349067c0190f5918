// A running script: a process, and the group of all that it starts. The group is ended as one.

import type { ChildProcess, SpawnOptions } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { ProcessGroup } from "./process-group.ts";
import type { Identity } from "./user.ts";

/** What to run, and how. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The name under which the program is started (`argv[0]`). */
  readonly argv0: string;
  readonly env: Readonly<Record<string, string>>;
  /** Undefined: the server's own. */
  readonly directory: string | undefined;
  /** Undefined: the server's own. */
  readonly identity: Identity | undefined;
  /** Nothing, a pipe, or an open file. */
  readonly input: "ignore" | "pipe" | number;
}

/** How a process ended: with a code, negative for a signal, as in Python; or it could not start, and the system's error says why. */
export type Ending =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "failed"; readonly error: NodeJS.ErrnoException };

/** The process of a script, with its group. */
export class CgiProcess {
  /** Undefined if the script did not start, or has no pipe to read from. */
  readonly input: Writable | undefined;
  readonly output: Readable | undefined;
  readonly errors: Readable | undefined;
  /** Fulfilled when the process has ended; its group may go on. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess | undefined;
  readonly #group: ProcessGroup | undefined;

  /** Starts a script. `ended` tells if that fails. */
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
    // A script that does not read its input, or has gone, is not the server's error; `ended` tells.
    for (const stream of streamsOf(child)) stream?.on("error", () => stream.destroy());
  }

  /**
   * Keeps the input open until the whole group has ended: closed before all of a request has come, it would say that this is all. Node
   * would close it with the process, though others of its group may still read.
   */
  #keepInput(child: ChildProcess): void {
    child.stdin = null;
    void Promise.all([this.ended, this.#group?.gone]).then(() => this.input?.destroy());
  }

  /** True if others of the group go on after the process has ended. */
  get hasLeftOthers(): boolean {
    return this.#group?.isOver === false;
  }

  /** Ends the process and all that it started: SIGTERM, and after `graceMs` SIGKILL for what is left. */
  stop(graceMs: number): void {
    this.#group?.end(graceMs);
  }

  /** Lets the server's process end while this one runs, which then ends too. */
  unref(): void {
    this.#child?.unref();
    for (const stream of [this.input, this.output, this.errors]) (stream as Partial<Socket> | undefined)?.unref?.();
  }

  /** Stops reading what is written. */
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
    return error as Error; // the system's refusals are sometimes thrown, sometimes emitted as events
  }
}

/** Returns a process's streams. Despite its type `stdio` is undefined if no descriptors were left for pipes. */
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
