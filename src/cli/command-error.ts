// What ends the program before it serves anything.

/** A wrong command line, or a failure to start. */
type CommandErrorKind = "usage" | "start";

/** Ends the program with a message of one sentence: after the usage line and with status 2, or alone and with status 1. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
  readonly kind: CommandErrorKind;

  constructor(kind: CommandErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Says what is wrong with the command line or the environment. */
export function usageError(message: string): CommandError {
  return new CommandError("usage", message);
}

/** Says why the server cannot start. */
export function startError(message: string): CommandError {
  return new CommandError("start", message);
}
