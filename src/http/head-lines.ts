// The lines of a response head, checked and put together. Handlers send the same few again and again, so the last line for
// every status and field name is kept, as one flat string: most calls only compare.

import { isFieldValue, isToken } from "./grammar.ts";

/** How many field names have their lines kept; 1,000, in case a handler makes up names without end. */
const MAX_KEPT_NAMES = 1000;
/** Lines with longer values are not kept; 128 bytes: such values are rarely the same twice. */
const MAX_KEPT_VALUE = 128;

/** A field as it stands in a head. */
export interface FieldLine {
  /** The name in lower case. */
  readonly name: string;
  readonly value: string;
  /** The whole line, with its line end. */
  readonly line: string;
}

interface StatusLine {
  readonly version: string;
  readonly reason: string;
  readonly line: string;
}

const fieldLines = new Map<string, FieldLine>();
const statusLines = new Map<number, StatusLine>();

/** Makes a field's line. @throws TypeError for a name that is not a token, and for a value with control or non-latin-1 characters. */
export function fieldLine(name: string, value: string): FieldLine {
  const last = fieldLines.get(name);
  if (last !== undefined && last.value === value) return last;
  const field = { name: last?.name ?? name.toLowerCase(), value, line: flat(checkedLine(name, value)) };
  const isKept = value.length <= MAX_KEPT_VALUE && (last !== undefined || fieldLines.size < MAX_KEPT_NAMES);
  if (isKept) fieldLines.set(name, field);
  return field;
}

/** Makes the text of a field's line, but does not keep it. @throws TypeError as {@link fieldLine} does. */
export function checkedLine(name: string, value: string): string {
  if (!fieldLines.has(name)) checkName(name);
  if (!isFieldValue(value)) throw new TypeError(badValueMessage(name, value));
  return `${name}: ${value}\r\n`;
}

/** Makes a status line. @throws TypeError for a status without three digits, or a reason with control characters. */
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

/** Makes the engine join the parts of a text now, rather than each time when a text that contains it is sent. */
export function flat(text: string): string {
  Number(text);
  return text;
}

function checkName(name: string): void {
  if (isToken(name)) return;
  throw new TypeError(
    `${JSON.stringify(name)} is not a header name: a name has letters, digits and !#$%&'*+-.^_\`|~ only.`,
  );
}

function badValueMessage(name: string, value: string): string {
  const isLatin1 = /^[\0-\xff]*$/.test(value);
  const reason = isLatin1
    ? "control characters, and a line end would begin a new header"
    : "characters outside latin-1; encode them, for example with encodeURI()";
  return `The value ${JSON.stringify(value)} of ${name} has ${reason}.`;
}
