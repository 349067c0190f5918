// Decides what the program is to do, from the command line, the environment and a file.

import { VERSION } from "../http/version.ts";
import { usageError } from "./command-error.ts";
import { readConfigFile } from "./config-file.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { helpText } from "./help.ts";
import { readOperands } from "./operands.ts";
import { DEFAULTS, type Options } from "./options.ts";
import { parseArguments } from "./parse-arguments.ts";
import { PRESETS } from "./presets.ts";

/** All options, and the single file to serve in place of a directory. */
export interface Settings extends Options {
  readonly file: string | undefined;
}

/** What to do: print a text, or the completions of a shell, or serve. */
export type Command =
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "complete"; readonly shell: string }
  | { readonly kind: "serve"; readonly settings: Settings };

/**
 * Decides what to do. The command line goes before the environment, that before the file of options, and that before a preset.
 *
 * @throws CommandError
 */
export function readCommand(argv: readonly string[], environment: Environment): Command {
  const { options, operands, optionBefore } = parseArguments(argv);
  if (options.help === true) return { kind: "print", text: helpText() };
  if (options.completion !== undefined) return { kind: "complete", shell: options.completion };
  if (options.version === true) return { kind: "print", text: `basehttp ${VERSION}\n` };
  const said = { ...options, ...readOperands(operands, options, optionBefore) };
  const above = { ...readEnvironment(environment, settledBy(said)), ...said };
  const given = above.config === undefined ? above : { ...readConfigFile(above.config, settledBy(above)), ...above };
  const preset = given.like === undefined ? {} : PRESETS[given.like];
  const settings: Settings = { ...DEFAULTS, file: undefined, ...preset, ...given };
  if (settings.tlsCert === undefined) {
    if (settings.tlsKey !== undefined) throw usageError("--tls-key requires --tls-cert to be set");
    if (settings.tlsPasswordFile !== undefined) throw usageError("--tls-password-file requires --tls-cert to be set");
  }
  if (settings.cgi && settings.file !== undefined) throw usageError("--cgi needs a directory to serve, not a file");
  return { kind: "serve", settings };
}

/** Returns the options that no further source is asked for. A single file settles what to serve: no directory, so no scripts or pages in it. */
function settledBy(said: Partial<Settings>): Partial<Settings> {
  return said.file === undefined ? said : { directory: said.file, cgi: false, notFoundPage: undefined, ...said };
}
