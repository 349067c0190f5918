// The words that are not options, told apart by their form: where to listen, and what to serve.

import { isIP } from "node:net";
import { type CommandError, usageError } from "./command-error.ts";
import type { Options } from "./options.ts";
import type { Arguments } from "./parse-arguments.ts";
import { parseHost, parsePort, quoted, statsOf } from "./values.ts";

/** `host:port`, `[v6]:port`, `:port`. */
const ADDRESS = /^(?<host>\[[^[\]]*\]|[^:/\\[\]]*):(?<port>[0-9]+)$/;

/** What operands say: settings of options, and the one file to serve. */
export interface Operands {
  readonly port?: number;
  readonly bind?: string;
  readonly directory?: string;
  readonly file?: string;
}

/**
 * Reads the operands: all digits or `host:port` is where to listen, an existing path is what to serve. `optionBefore` has the options
 * that a word may have been meant for, as a message then says; `--cors dist` is right.
 *
 * @throws CommandError for a word that is neither, and for what is said twice, here or by an option in `given`.
 */
export function readOperands(
  words: readonly string[],
  given: Partial<Options>,
  optionBefore: Arguments["optionBefore"] = new Map(),
): Operands {
  let operands: Operands = {};
  for (const word of words) {
    const operand = readOperand(word, optionBefore.get(word));
    refuseTwice({ ...given, ...operands }, operand);
    operands = { ...operands, ...operand };
  }
  return operands;
}

function readOperand(word: string, optionBefore?: string): Operands {
  try {
    if (/^[0-9]+$/.test(word)) return { port: parsePort(word) };
    const address = ADDRESS.exec(word)?.groups;
    if (address !== undefined)
      return { bind: parseHost(address["host"] ?? ""), port: parsePort(address["port"] ?? "") };
  } catch (error) {
    throw usageError(`argument port: ${(error as CommandError).message}`);
  }
  return readPath(word, optionBefore);
}

function readPath(word: string, optionBefore?: string): Operands {
  const stats = statsOf(word);
  const asValue =
    optionBefore === undefined ? "" : `if it is meant for --${optionBefore}, write --${optionBefore}=${word}`;
  if (stats?.isDirectory() === true) return { directory: word };
  if (stats?.isFile() === true) {
    // Nobody means to serve this file alone, without the files it needs.
    if (optionBefore === "spa")
      throw usageError(`argument --spa: ${quoted(word)} would be the only file served; ${asValue}`);
    return { file: word };
  }
  if (stats !== undefined) throw usageError(`${quoted(word)} is neither a directory nor a regular file`);
  const hint = isIP(word) === 0 ? asValue : `to listen there, use --bind ${word}`;
  const end = hint === "" ? "" : `; ${hint}`;
  throw usageError(`argument port: invalid int value: ${quoted(word)}, and no file or directory has that name${end}`);
}

/** Refuses what is given a second time: the port, the host, or the directory or file to serve. */
function refuseTwice(before: Partial<Options> & Pick<Operands, "file">, operand: Operands): void {
  const pairs = [
    ["the port", before.port, operand.port],
    ["the address to listen on", before.bind, operand.bind],
    ["what to serve", before.file ?? before.directory, operand.file ?? operand.directory],
  ] as const;
  for (const [what, first, second] of pairs) {
    if (first !== undefined && second !== undefined) {
      throw usageError(`${what} is given twice: ${quoted(String(first))} and ${quoted(String(second))}`);
    }
  }
}
