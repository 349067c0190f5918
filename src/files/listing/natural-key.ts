// The sort keys of names in our listings: of two names, the one with the lesser key comes first.

import { isDigit } from "../../http/grammar.ts";

const BEYOND_ASCII = /[^\x00-\x7f]/;
/** What NFD makes of accents. */
const COMBINING_MARKS = /[\u0300-\u036f]/g;
const DIGIT = /[0-9]/;
const ZERO = 0x30;

/**
 * Returns the sort key of a name: without regard to case and accents, and with numbers by their value, so that `a2` comes before `a10`.
 *
 * A number becomes `0`, a character that counts its digits without leading zeros, and those digits: a longer number is greater. Keys are
 * compared by UTF-16 units. Different names may have the same key.
 */
export function naturalKey(name: string): string {
  const folded = foldName(name);
  const bare = BEYOND_ASCII.test(folded) ? folded.normalize("NFD").replace(COMBINING_MARKS, "") : folded;
  const firstDigit = bare.search(DIGIT);
  return firstDigit === -1 ? bare : withSortableNumbers(bare, firstDigit);
}

/** Returns a name as a search compares it: without regard to case and to how accents are composed. */
export function foldName(name: string): string {
  const folded = name.toLowerCase();
  return BEYOND_ASCII.test(folded) ? folded.normalize("NFC") : folded;
}

/** Character by character: `replace` with a function takes twice the time, and keys are a good part of a listing's. */
function withSortableNumbers(text: string, firstDigit: number): string {
  let key = "";
  let clean = 0;
  for (let at = firstDigit; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) continue;
    const start = at;
    while (isDigit(text.charCodeAt(at + 1))) at++; // past the end there is none
    const end = at + 1;
    let first = start;
    while (text.charCodeAt(first) === ZERO) first++;
    key += `${text.slice(clean, start)}0${String.fromCharCode(end - first)}${text.slice(first, end)}`;
    clean = end;
  }
  return key + text.slice(clean);
}
