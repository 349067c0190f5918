// What --help prints: argparse's layout, in 80 columns.

import { fullHelp, namesForHelp } from "./option.ts";
import { optionGroups } from "./options.ts";
import { wrap } from "./wrap.ts";

/** The line before every message about a wrong command line. */
export const USAGE = "usage: basehttp [options] [port | host:port] [directory | file]";

/** What the program does. */
export const SUMMARY = "Serves the files of a directory, or one file, over HTTP.";

/** Characters in a line: the traditional width of a terminal. */
const WIDTH = 80;
/** Where the second column begins: argparse's 24. */
const COLUMN = 24;

export const OPERANDS: readonly (readonly [name: string, help: string])[] = [
  ["port | host:port", "where to listen: 8000, localhost:8000, [::1]:8000"],
  ["directory | file", "what to serve; ./8000 for a directory named 8000"],
];

export const EXAMPLES: readonly (readonly [command: string, help: string])[] = [
  ["basehttp", "serves the current directory on port 8000"],
  ["basehttp localhost:0 dist", "serves dist/ to this machine only, on any free port"],
  ["basehttp --cache no-store notes.pdf", "serves one file that no cache keeps"],
];

export const ENVIRONMENT_NOTE: string =
  "Every option can be set by an environment variable too: BASEHTTP_BIND for --bind, BASEHTTP_LISTING=0 for --no-listing; " +
  "PORT and HOST are read as well. The command line goes before the environment, and both before the file of --config.";

const COLOR_NOTE = "Colours are for terminals; NO_COLOR=1 switches them off, FORCE_COLOR=1 on.";

/** The text of `--help`. */
export function helpText(): string {
  const groups = optionGroups().map(([heading, options]) =>
    section(
      heading,
      options.map((option) => [namesForHelp(option), fullHelp(option)]),
    ),
  );
  const examples = EXAMPLES.map(([command, help]) => `  ${command}\n      ${help}\n`).join("");
  const notes = [ENVIRONMENT_NOTE, COLOR_NOTE].map((note) => `${wrap(note, WIDTH).join("\n")}\n`);
  return [
    `${USAGE}\n`,
    `${SUMMARY}\n`,
    section("arguments, in any order", OPERANDS),
    ...groups,
    `examples:\n${examples}`,
    ...notes,
  ].join("\n");
}

function section(title: string, rows: readonly (readonly [name: string, help: string])[]): string {
  return `${title}:\n${rows.map(([name, help]) => row(name, help)).join("")}`;
}

/** A name that leaves no room for its explanation stands on a line of its own. */
function row(name: string, help: string): string {
  const lines = wrap(help, WIDTH - COLUMN);
  const head = `  ${name}`;
  if (head.length + 2 > COLUMN) lines.unshift("");
  const [first = "", ...rest] = lines;
  return [`${head.padEnd(COLUMN)}${first}`, ...rest.map((line) => " ".repeat(COLUMN) + line)]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
