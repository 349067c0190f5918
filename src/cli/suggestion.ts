// "Did you mean": finds the option that somebody had in mind who wrote another name.

import { longName, negatedName } from "./option.ts";
import { OPTIONS } from "./options.ts";

/** How many letters may be wrong: one for every three, as `tls-crt` for `tls-cert`. */
const LETTERS_PER_MISTAKE = 3;

/** Finds the option that was probably meant by a long name without dashes: `--port` for `portt`. */
export function suggestOption(name: string): string | undefined {
  const synonym = OPTIONS.find(({ otherNames }) => otherNames?.includes(name.toLowerCase()));
  if (synonym !== undefined) return `--${longName(synonym)}`;
  const names = OPTIONS.flatMap((option) => [longName(option), negatedName(option) ?? []].flat());
  const ranked = names.map((candidate) => ({ candidate, mistakes: distance(name, candidate) }));
  const [best] = ranked.toSorted((left, right) => left.mistakes - right.mistakes);
  const limit = Math.floor(name.length / LETTERS_PER_MISTAKE);
  return best !== undefined && best.mistakes <= limit ? `--${best.candidate}` : undefined;
}

/** Returns the least number of letters to insert, drop, replace or swap with a neighbour to turn one word into another. */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const at = (up: number, left: number): number =>
        (up === 0 ? current : rows[row - up])?.[column - left] ?? Infinity;
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = row > 1 && column > 1 && isSwapped ? at(2, 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (isSame ? 0 : 1), swap));
    }
    rows.push(current);
  }
  return rows[from.length]?.[to.length] ?? 0;
}
