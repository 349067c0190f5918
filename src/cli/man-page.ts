// The manual page, in roff with man's macros.

import { VERSION } from "../http/version.ts";
import { ENVIRONMENT_NOTE, EXAMPLES, OPERANDS, SUMMARY } from "./help.ts";
import { fullHelp, type NamedOption, namesForHelp } from "./option.ts";
import { optionGroups } from "./options.ts";
import { wrap } from "./wrap.ts";

/** The day when somebody last read the page through. */
const DATE = "2026-11-21";

/** The longest line of the source; 80 characters are too many for some tools. */
const WIDTH = 78;

const SYNOPSIS: readonly string[] = [
  "\\fIoptions\\fR",
  "\\fIport\\fR | \\fIhost\\fR:\\fIport\\fR",
  "\\fIdirectory\\fR | \\fIfile\\fR",
];

const DEFAULTS = "Without arguments it serves the current directory, on port 8000 of all interfaces.";

const STATUSES: readonly (readonly [status: string, meaning: string])[] = [
  ["0", "It was ended by Ctrl-C or SIGTERM, or has printed what was asked for."],
  ["1", "It could not start; one line on stderr says why."],
  ["2", "The command line, a variable or the file of options is wrong; a line on stderr says what."],
];

const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ["NO_COLOR", "If it is set and not empty, nothing is coloured."],
  ["FORCE_COLOR", "Colours everything, even where there is no terminal; with 0, nothing. Goes before NO_COLOR."],
];

const ENVIRONMENT_NOTES: readonly string[] = [
  ENVIRONMENT_NOTE,
  "An option that may be repeated has a value on each line of its variable. An empty variable counts as not set.",
];

const FILE_NOTES: readonly string[] = [
  "The file of --config is a JSON object with the long names of options, without dashes. A switch is true or false, port and seconds are " +
    "numbers, and any other value is the text that would follow the option; an option that may be repeated also takes a list of texts:",
  '{ "port": 8080, "spa": true, "header": ["X-Robots-Tag: noindex"] }',
  "Paths of `directory`, `tls-cert`, `tls-key` and `tls-password-file` are relative to the file. No file is read unless it is named: what " +
    "lies in a served folder does not change how it is served.",
];

/** Makes the page; it ends with a line end. */
export function manPage(): string {
  const groups = optionGroups().map(([heading, options]) => {
    return `.SS ${heading.charAt(0).toUpperCase()}${heading.slice(1)}\n${options.map(optionEntry).join("")}`;
  });
  return [
    '.\\" Made from the table of options by `npm run docs`.\n',
    `.TH BASEHTTP 1 "${DATE}" "basehttp ${VERSION}" "User Commands"\n.nh\n.ad l\n`,
    section("NAME", "basehttp \\- serve the files of a directory over HTTP\n"),
    section("SYNOPSIS", `.B basehttp\n${SYNOPSIS.map((operand) => `[${operand}]\n`).join("")}`),
    section("DESCRIPTION", paragraphs([SUMMARY, DEFAULTS])),
    section("ARGUMENTS", entries(OPERANDS)),
    section("OPTIONS", groups.join("")),
    section("ENVIRONMENT", paragraphs(ENVIRONMENT_NOTES) + entries(VARIABLES)),
    section("FILES", paragraphs(FILE_NOTES)),
    section("EXIT STATUS", entries(STATUSES)),
    section("EXAMPLES", entries(EXAMPLES)),
  ].join("");
}

function optionEntry(option: NamedOption): string {
  return entry(namesOf(option), fullHelp(option));
}

/** Writes names in bold, as is usual, and the placeholder of a value in italics. */
function namesOf(option: NamedOption): string {
  const names = namesForHelp(option);
  const { metavar } = option;
  if (metavar === undefined) return bold(names);
  const at = names.indexOf(metavar, names.lastIndexOf("--"));
  return `${bold(names.slice(0, at))}\\fI${roff(metavar)}\\fR${bold(names.slice(at + metavar.length))}`;
}

function section(title: string, text: string): string {
  return `.SH ${title}\n${text}`;
}

function entries(rows: readonly (readonly [name: string, meaning: string])[]): string {
  return rows.map(([name, meaning]) => entry(bold(name), meaning)).join("");
}

/** An entry of a list: a heading that is roff, and plain text. */
function entry(heading: string, text: string): string {
  return `.TP\n${heading}\n${filled(text)}\n`;
}

function paragraphs(texts: readonly string[]): string {
  return `${texts.map(filled).join("\n.PP\n")}\n`;
}

/** Breaks plain text into lines. One that begins with a dot must not be taken for a request. */
function filled(text: string): string {
  return wrap(roff(text), WIDTH)
    .map((line) => line.replace(/^\./, "\\&."))
    .join("\n");
}

function bold(text: string): string {
  return text === "" ? "" : `\\fB${roff(text)}\\fR`;
}

/** Writes plain text in roff: with dashes that can be copied, and words in backticks in bold. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replace(/`([^`]*)`/g, "\\fB$1\\fR");
}
