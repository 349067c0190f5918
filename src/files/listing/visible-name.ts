// Names as people can read them: characters that are invisible, or change the direction of the text, are written as escapes.

/** Finds text that needs a closer look. */
const UNUSUAL = /[^ -~]/;

/**
 * Control characters; soft hyphens, fillers and zero-width spaces; marks, overrides and isolates of direction; line separators; tags; and
 * bytes that are not UTF-8. Zero-width joiners and variation selectors are part of many scripts and pictures, and stay.
 */
const INVISIBLE =
  /\u034f|[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** The surrogates that stand for bytes, U+DC80 to U+DCFF. */
const ESCAPED_BYTES = { first: 0xdc80, last: 0xdcff };
const BYTE_MASK = 0xff;
const HEXADECIMAL = 16;

/**
 * Returns a text with an escape, passed through `mark`, for each invisible character: `\n`, `\x07`, `\u202e`; `\xff` is a byte that is not
 * UTF-8. A backslash stays as it is.
 */
export function showInvisible(text: string, mark: (shown: string) => string): string {
  return UNUSUAL.test(text) ? text.replace(INVISIBLE, (character) => mark(toEscape(character))) : text;
}

function toEscape(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const point = character.codePointAt(0) as number;
  const isByte = point >= ESCAPED_BYTES.first && point <= ESCAPED_BYTES.last;
  const code = isByte ? point & BYTE_MASK : point;
  const digits = code.toString(HEXADECIMAL);
  if (character.length > 1) return `\\u{${digits}}`;
  return code > BYTE_MASK ? `\\u${digits.padStart(4, "0")}` : `\\x${digits.padStart(2, "0")}`;
}
