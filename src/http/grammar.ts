// The character classes of RFC 9110 §5 and RFC 9112 §2 as tables: one look-up a byte, no regular expression on a peer's bytes.

const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
const SP = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const BACKSLASH = 0x5c;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const TOKEN_CHARACTERS = `!#$%&'*+-.^_\`|~0123456789${LETTERS}${LETTERS.toUpperCase()}`;

/** 1 for every byte that may stand in a token (RFC 9110 §5.6.2). */
export const TOKEN: Uint8Array = tableOf((code) => TOKEN_CHARACTERS.includes(String.fromCharCode(code)));

/** 1 for every byte that may stand in a field value: HTAB, SP, visible ASCII and obs-text (RFC 9110 §5.5). */
export const FIELD_VALUE: Uint8Array = tableOf((code) => code === HTAB || (code >= SP && code !== 0x7f));

/** 1 for every byte that may stand in a request target: no blank and no control (RFC 9112 §3.2). */
export const TARGET: Uint8Array = tableOf((code) => code > SP && code !== 0x7f);

function tableOf(isMember: (code: number) => boolean): Uint8Array {
  const table = new Uint8Array(256);
  for (let code = 0; code < table.length; code++) if (isMember(code)) table[code] = 1;
  return table;
}

function isAll(text: string, table: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) {
    if (table[text.charCodeAt(i)] !== 1) return false;
  }
  return true;
}

/** Tells whether the text is a token, such as a method or a field name (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return text !== "" && isAll(text, TOKEN);
}

/** Tells whether the text may be sent as a field value or reason phrase: latin-1 without controls (RFC 9110 §5.5). */
export function isFieldValue(text: string): boolean {
  return isAll(text, FIELD_VALUE);
}

/** Tells whether a request target has no blank and no control. */
export function isTargetText(text: string): boolean {
  return text !== "" && isAll(text, TARGET);
}

/** Adds a value to those that came before in fields of the same name: such fields are one list (RFC 9110 §5.3). */
export function joinValues(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}

/** Splits a comma-separated list, trims SP and HTAB, lower-cases, and drops empty members (RFC 9110 §5.6.1). */
export function listMembers(value: string): string[] {
  const members: string[] = [];
  for (const part of value.split(",")) {
    const member = trimBlanks(part).toLowerCase();
    if (member !== "") members.push(member);
  }
  return members;
}

/** The value of a hexadecimal digit, -1 for anything else. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Removes SP and HTAB from both ends (RFC 9110 §5.5: OWS is not part of a value). */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Tells whether a character code is that of a DIGIT. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Tells whether a byte is SP or HTAB. */
export function isBlank(code: number): boolean {
  return code === SP || code === HTAB;
}

/** Returns where the blanks that begin at `at` end: at another character, or at the end of the text. */
export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (isBlank(text.charCodeAt(next))) next++;
  return next;
}
