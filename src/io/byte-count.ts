// The sizes that reading methods are asked for.

/** Reads a size as Python does: none, or a negative one, means all. @throws TypeError for what is no whole number. */
export function byteCount(size: number | null | undefined): number {
  if (size === undefined || size === null || size < 0) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(size)) return size;
  const given: unknown = size; // a field's value, perhaps
  const shown = typeof given === "string" ? `the text ${JSON.stringify(given)}: use Number()` : String(given);
  throw new TypeError(`A size is a whole number of bytes, not ${shown}.`);
}
