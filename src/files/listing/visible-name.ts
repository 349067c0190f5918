// Names as people can read them: what has no shape of its own, or turns the text around, is written as an escape.

/** Whether there is anything to look at more closely. */
const UNUSUAL = /[^ -~]/;

/**
 * Controls; soft hyphens and blanks without width; marks, overrides and isolates of direction; line separators; and bytes that are no
 * UTF-8. A joiner without width is part of many scripts and pictures, and stays.
 */
const INVISIBLE = /[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** The surrogates that stand for bytes, U+DC80 to U+DCFF. */
const ESCAPED_BYTES = { first: 0xdc80, last: 0xdcff };
const BYTE_MASK = 0xff;
const HEXADECIMAL = 16;

/**
 * Returns a text with `mark` around an escape for each character that cannot be seen: `\n`, `\x07`, `\u202e`; `\xff` is a byte that is no
 * UTF-8. A backslash stays as it is.
 */
export function showInvisible(text: string, mark: (shown: string) => string): string {
  return UNUSUAL.test(text) ? text.replace(INVISIBLE, (character) => mark(toEscape(character))) : text;
}

function toEscape(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const unit = character.charCodeAt(0);
  const isByte = unit >= ESCAPED_BYTES.first && unit <= ESCAPED_BYTES.last;
  const code = isByte ? unit & BYTE_MASK : unit;
  const digits = code.toString(HEXADECIMAL);
  return code > BYTE_MASK ? `\\u${digits.padStart(4, "0")}` : `\\x${digits.padStart(2, "0")}`;
}
