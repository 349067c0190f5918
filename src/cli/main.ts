// The program: reads the command line, does what it says, and turns failures into one line and a status.

import { logToStderr } from "../io/stderr-log.ts";
import { CommandError } from "./command-error.ts";
import { readCompletion } from "./completion/read-completion.ts";
import { USAGE } from "./help.ts";
import { readCommand } from "./read-command.ts";
import { serve } from "./serve.ts";

const START_FAILED = 1;
const WRONG_USAGE = 2;

/** Runs the program with the words after its name, and sets the exit status. Resolves when it has ended. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads our output may go away, as `head` does: that is no reason to stop serving. The log deals with stderr.
  process.stdout.on("error", ignoreLostReader);
  try {
    const command = readCommand(argv, process.env);
    if (command.kind === "print") process.stdout.write(command.text);
    else if (command.kind === "complete") process.stdout.write(readCompletion(command.shell));
    else await serve(command.settings, process.env);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    report(error);
  }
}

function ignoreLostReader(): void {}

function report({ kind, message }: CommandError): void {
  const isUsage = kind === "usage";
  logToStderr(isUsage ? `${USAGE}\nbasehttp: error: ${message}\n` : `error: ${message}\n`);
  process.exitCode = isUsage ? WRONG_USAGE : START_FAILED;
}
