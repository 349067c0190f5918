// The lines of a response head, checked and put together. Handlers send the same few again and again, so the last line of
// every status and field name is kept, as one flat piece of text: most calls only compare.

import { isFieldValue, isToken } from "./grammar.ts";

/** Field names whose lines are kept; 1,000, should a handler make up names without end. */
const MAX_KEPT_NAMES = 1000;
/** Longer values are checked each time; 128 bytes: they are rarely the same twice. */
const MAX_KEPT_VALUE = 128;

/** A field as a head has it. */
export interface FieldLine {
  /** The name in lower case. */
  readonly name: string;
  readonly value: string;
  /** All of it, with its line end. */
  readonly line: string;
}

interface StatusLine {
  readonly version: string;
  readonly reason: string;
  readonly line: string;
}

const fieldLines = new Map<string, FieldLine>();
const statusLines = new Map<number, StatusLine>();

/** Makes a field's line. @throws TypeError for a name that is no token, and for a value with control or non-latin-1 characters. */
export function fieldLine(name: string, value: string): FieldLine {
  const last = fieldLines.get(name);
  if (last !== undefined && last.value === value) return last;
  const field = { name: last?.name ?? name.toLowerCase(), value, line: flat(checkedLine(name, value)) };
  const isKept = value.length <= MAX_KEPT_VALUE && (last !== undefined || fieldLines.size < MAX_KEPT_NAMES);
  if (isKept) fieldLines.set(name, field);
  return field;
}

/** Makes the text of a field's line, and keeps nothing. @throws TypeError as {@link fieldLine} does. */
export function checkedLine(name: string, value: string): string {
  if (!fieldLines.has(name)) checkName(name);
  if (!isFieldValue(value)) throw new TypeError(badValueMessage(name, value));
  return `${name}: ${value}\r\n`;
}

/** Makes a status line. @throws TypeError for a status that has not three digits, or a reason with control characters. */
export function statusLine(version: string, status: number, reason: string): string {
  const last = statusLines.get(status);
  if (last !== undefined && last.version === version && last.reason === reason) return last.line;
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    throw new TypeError(`A status code is a number from 100 to 999, not ${status}.`);
  }
  if (!isFieldValue(reason)) {
    throw new TypeError(`The reason phrase ${JSON.stringify(reason)} has characters that no status line may have.`);
  }
  const line = flat(`${version} ${status} ${reason}\r\n`);
  if (reason.length <= MAX_KEPT_VALUE) statusLines.set(status, { version, reason, line });
  return line;
}

/** Has the engine join the parts of a text now, rather than whenever what it became part of is sent. */
export function flat(text: string): string {
  Number(text);
  return text;
}

function checkName(name: string): void {
  if (isToken(name)) return;
  throw new TypeError(
    `${JSON.stringify(name)} is no header name: a name has letters, digits and !#$%&'*+-.^_\`|~ only.`,
  );
}

function badValueMessage(name: string, value: string): string {
  const isLatin1 = /^[\0-\xff]*$/.test(value);
  const reason = isLatin1
    ? "control characters, and a line end would begin a new header"
    : "characters outside latin-1; encode them, for example with encodeURI()";
  return `The value ${JSON.stringify(value)} of ${name} has ${reason}.`;
}
