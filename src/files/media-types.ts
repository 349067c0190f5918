// From a file's name to its media type. Only our own table decides, never the machine's: the same file has the same type everywhere.

import { MEDIA_TYPES } from "./media-type-table.ts";
import { Memo } from "./memo.ts";

/**
 * The default of `SimpleHTTPRequestHandler.extensionsMap`: the types of compressed files, which would otherwise have the type of what they
 * hold. Source: Python 3.9 and later.
 */
export const DEFAULT_EXTENSIONS_MAP: Readonly<Record<string, string>> = {
  ".gz": "application/gzip",
  ".Z": "application/octet-stream",
  ".bz2": "application/x-bzip2",
  ".xz": "application/x-xz",
};

/** Extensions that are short for two (Python's `mimetypes.suffix_map`). */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  [".svgz", ".svg.gz"],
  [".tgz", ".tar.gz"],
  [".taz", ".tar.gz"],
  [".tz", ".tar.gz"],
  [".tbz2", ".tar.bz2"],
  [".txz", ".tar.xz"],
]);

/** Extensions that name a coding rather than a type (Python's `mimetypes.encodings_map`); upper and lower case differ. */
const CODINGS: ReadonlySet<string> = new Set([".gz", ".Z", ".bz2", ".xz", ".br"]);

/** What a file's name says of its type, whichever map is consulted before the built-in table. */
interface NameFacts {
  readonly extension: string;
  readonly lowerExtension: string;
  /** Undefined if the table has none. */
  readonly builtInType: string | undefined;
}

const knownTypes = new Memo<undefined, string | undefined>(findType);
const nameFacts = new Memo<undefined, NameFacts>(readName);
const typesWithCharset = new Memo<string, string>(addCharset);

/**
 * Guesses the media type of a file by its name.
 *
 * The extension is looked up in `extensionsMap`, first as it is, then in lower case, and then in the built-in table, where `a.svgz` and
 * `a.html.br` have the type of what is compressed. If nothing is found, the type is `extensionsMap[""]` if there is one (as in documents
 * for old Pythons), else `defaultType`.
 *
 * Differs from Python: the table holds Python 3.13's types and, for all other extensions, those of mime-db; the machine's `mime.types` and
 * registry are not consulted.
 */
export function guessType(path: string, extensionsMap: Readonly<Record<string, string>>, defaultType: string): string {
  const { extension, lowerExtension, builtInType } = nameFacts.get(path, undefined);
  const known = lookUp(extensionsMap, extension) ?? lookUp(extensionsMap, lowerExtension);
  return known ?? builtInType ?? lookUp(extensionsMap, "") ?? defaultType;
}

/** Adds `; charset=...` to a text type that has none; an empty charset adds nothing. */
export function withCharset(type: string, charset: string): string {
  return typesWithCharset.get(type, charset);
}

function addCharset(type: string, charset: string): string {
  if (charset === "" || !/^text\//i.test(type) || /;\s*charset=/i.test(type)) return type;
  return `${type}; charset=${charset}`;
}

/** Splits off the extension of a path's last name; dots at the beginning of the name start none (Python's `posixpath.splitext`). */
export function splitExtension(path: string): readonly [base: string, extension: string] {
  const nameStart = path.lastIndexOf("/") + 1;
  const dot = path.lastIndexOf(".");
  let firstDot = nameStart;
  while (path[firstDot] === ".") firstDot++;
  return dot < firstDot ? [path, ""] : [path.slice(0, dot), path.slice(dot)];
}

function readName(path: string): NameFacts {
  const [base, extension] = splitExtension(path);
  return { extension, lowerExtension: extension.toLowerCase(), builtInType: findBuiltIn(base, extension) };
}

function findBuiltIn(base: string, extension: string): string | undefined {
  const long = SUFFIXES.get(extension.toLowerCase());
  let [name, suffix] = long === undefined ? [base, extension] : splitExtension(base + long);
  if (CODINGS.has(suffix)) [name, suffix] = splitExtension(name);
  return knownTypes.get(suffix.toLowerCase().slice(1), undefined);
}

function lookUp(map: Readonly<Record<string, string>>, extension: string): string | undefined {
  return Object.hasOwn(map, extension) ? map[extension] : undefined;
}

/** Searches the table as it is: making a map of its twelve hundred extensions would delay the first response by a millisecond. */
function findType(extension: string): string | undefined {
  if (extension === "" || /[ ,\n]/.test(extension)) return undefined;
  const word = ` ${extension}`;
  let at = MEDIA_TYPES.indexOf(word);
  while (at !== -1 && !isEnd(MEDIA_TYPES[at + word.length])) at = MEDIA_TYPES.indexOf(word, at + 1);
  if (at === -1) return undefined;
  const lineStart = Math.max(MEDIA_TYPES.lastIndexOf(",", at), MEDIA_TYPES.lastIndexOf("\n", at)) + 1;
  return MEDIA_TYPES.slice(lineStart, MEDIA_TYPES.indexOf(" ", lineStart));
}

function isEnd(character: string | undefined): boolean {
  return character === undefined || character === " " || character === ",";
}
