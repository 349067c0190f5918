// Turns the text of an argument into its value. A text that does not fit is refused with the end of a sentence that quotes it.

import { type Stats, statSync } from "node:fs";
import { isIP } from "node:net";
import { NO_TEXT } from "../files/file-name.ts";
import { isFieldValue, isToken, trimBlanks } from "../http/grammar.ts";
import { usageError } from "./command-error.ts";

/** The largest port number there is (16 bits). */
const MAX_PORT = 65535;
/** The longest time that can be set, in seconds: a day, far below the 24 days a timer can hold. */
const MAX_SECONDS = 86400;

const TRUE_WORDS = new Set(["1", "true", "yes", "on"]);
const FALSE_WORDS = new Set(["0", "false", "no", "off"]);

/** Fields that say how long the body is, or what becomes of the connection: only the server knows. */
const FRAMING_FIELDS = new Set([
  "connection",
  "content-length",
  "content-range",
  "keep-alive",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** A header field. */
export type HeaderField = readonly [name: string, value: string];

/** Shows a text in a message: `'abc'`, with control characters escaped. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** @throws CommandError unless the text is a number from 0 to 65535. */
export function parsePort(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw usageError(`invalid int value: ${quoted(text)}`);
  const port = Number(text);
  if (port < 0 || port > MAX_PORT) throw usageError(`a port is a number from 0 to ${MAX_PORT}, not ${text}`);
  return port;
}

/** @throws CommandError unless the text is a time from 0 seconds to a day. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^[0-9]+(\.[0-9]+)?$/.test(text) || seconds > MAX_SECONDS) {
    throw usageError(`expected a number of seconds from 0 to ${MAX_SECONDS}, not ${quoted(text)}`);
  }
  return seconds;
}

/** Reads a flag as the environment writes it. @throws CommandError for words that are neither yes nor no. */
export function parseFlag(text: string): boolean {
  const flag = flagOf(text);
  if (flag === undefined) throw usageError(`expected 1 or 0, not ${quoted(text)}`);
  return flag;
}

/** Returns what a word for yes or no means; undefined for others. */
export function flagOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return TRUE_WORDS.has(word) || (FALSE_WORDS.has(word) ? false : undefined);
}

/** Makes a parser for one of several words. It throws a CommandError for any other. */
export function choiceOf<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw usageError(`invalid choice: ${quoted(text)} (choose from ${words.join(", ")})`);
    return word;
  };
}

/** Reads a host to listen on; brackets around an IPv6 address are dropped. @throws CommandError if there is a port with it. */
export function parseHost(text: string): string {
  const host = /^\[(.*:.*)\]$/.exec(text)?.[1] ?? text;
  if (/[\s[\]/]/.test(host) || (host.includes(":") && isIP(host) !== 6)) {
    const hint = /:[0-9]+$/.test(host) ? "; give the port with --port" : "";
    throw usageError(`${quoted(text)} is neither an IP address nor a host name${hint}`);
  }
  return host;
}

/** @throws CommandError unless the text names a directory. */
export function parseDirectory(text: string): string {
  const stats = statsOf(text);
  if (stats === undefined) throw usageError(`no such directory: ${quoted(text)}`);
  if (!stats.isDirectory()) throw usageError(`not a directory: ${quoted(text)}`);
  return text;
}

/**
 * Says what a path names; undefined if it names nothing.
 *
 * @throws CommandError for a path through a folder that may not be entered, and for a name that is not UTF-8, as Node cannot look there.
 */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") throw usageError(`permission denied: ${quoted(path)}`);
    if (path.includes(NO_TEXT)) {
      throw usageError(
        `cannot tell what ${quoted(path)} names: Node cannot open names that are not UTF-8; go there with cd, or rename it`,
      );
    }
    return undefined; // whatever else the reason, there is nothing to serve
  }
}

/** Reads a path that something else will open. @throws CommandError if it is empty. */
export function parsePath(text: string): string {
  if (text === "") throw usageError("expected a path, not an empty text");
  return text;
}

/** @throws CommandError unless the text has the form of a media type, with or without parameters (RFC 9110 §8.3.1). */
export function parseMediaType(text: string): string {
  const [type, subtype, ...rest] = (text.split(";", 1)[0] as string).trimEnd().split("/");
  if (rest.length > 0 || !isToken(type ?? "") || !isToken(subtype ?? "") || !isFieldValue(text)) {
    throw usageError(`expected a media type such as text/plain, not ${quoted(text)}`);
  }
  return text;
}

/** Reads a `Name: value` as a list of one. @throws CommandError if it cannot be sent, or only the server may set it. */
export function parseHeader(text: string): readonly HeaderField[] {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  const value = trimBlanks(text.slice(colon + 1));
  if (colon === -1) throw usageError(`expected 'Name: value', not ${quoted(text)}`);
  if (!isToken(name)) throw usageError(`${quoted(name)} is not a header name`);
  if (FRAMING_FIELDS.has(name.toLowerCase())) throw usageError(`${name} is set by the server alone`);
  if (!isFieldValue(value)) {
    throw usageError(`the value of ${name} has characters that no header may have: ${quoted(value)}`);
  }
  return [[name, value]];
}
