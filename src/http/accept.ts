// The lists of preferences in `Accept` and `Accept-Encoding` (RFC 9110 §12.4, §12.5). A member that breaks the grammar is
// ignored: a client does not get what it did not ask for clearly. Nothing here throws.

import { BACKSLASH, COMMA, isToken, QUOTE, SEMICOLON, trimBlanks } from "./grammar.ts";

/** One member: `text/html;level=1;q=0.5`. */
export interface Preference {
  /** What is preferred, in lower case: `text/html`. Its grammar depends on the field. */
  readonly value: string;
  /** Its parameters in order, without `q`: names in lower case, values without quotes. */
  readonly parameters: readonly Parameter[];
  /** Its quality value in thousandths: from 0, which is "not acceptable", to 1000, the default. */
  readonly weight: number;
}

/** A parameter's name and value. */
export type Parameter = readonly [name: string, value: string];

/** The weight of a member without `q` (RFC 9110 §12.4.2). */
const FULL_WEIGHT = 1000;

/** `( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`; every character decides, so that it never backtracks. */
const QVALUE = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;

/** Returns the well-formed members of a field, in order. Takes time proportional to its length. */
export function parsePreferences(field: string): readonly Preference[] {
  const preferences: Preference[] = [];
  for (const member of splitOutsideQuotes(field, COMMA)) {
    const preference = parsePreference(member);
    if (preference !== undefined) preferences.push(preference);
  }
  return preferences;
}

/**
 * Parses one member. Undefined if it is malformed: nothing stands before its parameters, a parameter is not one, a `q` is
 * not a quality value, or there is a second `q`. `q` counts wherever it stands (RFC 9110 §12.5.1); empty parameters are
 * skipped (§5.6.6).
 */
export function parsePreference(member: string): Preference | undefined {
  const [first = "", ...rest] = splitOutsideQuotes(member, SEMICOLON);
  const value = trimBlanks(first).toLowerCase();
  if (value === "") return undefined;
  const parameters: Parameter[] = [];
  let weight: number | undefined;
  for (const text of rest) {
    const trimmed = trimBlanks(text);
    if (trimmed === "") continue;
    const parameter = parseParameter(trimmed);
    if (parameter === undefined) return undefined;
    if (parameter[0] !== "q") {
      parameters.push(parameter);
      continue;
    }
    if (weight !== undefined) return undefined;
    weight = parseQuality(parameter[1]);
    if (weight === undefined) return undefined;
  }
  return { value, parameters, weight: weight ?? FULL_WEIGHT };
}

/** Returns a quality value in thousandths, or undefined if the text is not one (RFC 9110 §12.4.2). */
export function parseQuality(text: string): number | undefined {
  return QVALUE.test(text) ? Math.round(Number(text) * FULL_WEIGHT) : undefined;
}

/** parameter = token "=" ( token / quoted-string ), without blanks (RFC 9110 §5.6.6). */
function parseParameter(text: string): Parameter | undefined {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(equals, 0));
  const rawValue = text.slice(equals + 1);
  if (!isToken(name)) return undefined;
  const value = isToken(rawValue) ? rawValue : unquote(rawValue);
  return value === undefined ? undefined : [name.toLowerCase(), value];
}

/** Returns what a quoted string stands for, or undefined if the text is not one (RFC 9110 §5.6.4). */
function unquote(text: string): string | undefined {
  if (text.charCodeAt(0) !== QUOTE) return undefined;
  let value = "";
  let start = 1;
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at === text.length - 1 ? value + text.slice(start, at) : undefined;
    if (code !== BACKSLASH) continue;
    value += text.slice(start, at);
    at++;
    start = at; // whatever follows the backslash stands for itself
  }
  return undefined;
}

/** Splits at a character outside quoted strings; a string that is not closed reaches to the end. */
function splitOutsideQuotes(text: string, separator: number): string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted && code === BACKSLASH) at++;
    else if (!isQuoted && code === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
