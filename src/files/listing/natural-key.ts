// The order of names in our listings, as text: where one key is less than another, its name comes first.

const BEYOND_ASCII = /[^\x00-\x7f]/;
/** What NFD makes of accents. */
const COMBINING_MARKS = /[\u0300-\u036f]/g;
const DIGIT = /[0-9]/;
const NUMBER = /0*([0-9]+)/g;

/**
 * Returns the key of a name: without regard to case and accents, and with numbers by their value, so that `a2` comes before `a10`.
 *
 * A number becomes `0`, a character that counts its digits, and the digits: a longer one is greater. Keys are compared by UTF-16 units.
 * Different names may have the same key.
 */
export function naturalKey(name: string): string {
  const folded = foldName(name);
  const bare = BEYOND_ASCII.test(folded) ? folded.normalize("NFD").replace(COMBINING_MARKS, "") : folded;
  return DIGIT.test(bare) ? bare.replace(NUMBER, toSortable) : bare;
}

/** Returns a name as names are compared when they are searched: without regard to case and to how accents are composed. */
export function foldName(name: string): string {
  const folded = name.toLowerCase();
  return BEYOND_ASCII.test(folded) ? folded.normalize("NFC") : folded;
}

function toSortable(_number: string, digits: string): string {
  return `0${String.fromCharCode(digits.length)}${digits}`;
}
