// The sizes that reading methods are asked for.

/** Reads a size as Python does: none, or a negative one, means all. @throws TypeError for what is no whole number. */
export function byteCount(size: number | null | undefined): number {
  if (size === undefined || size === null || size < 0) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(size)) return size;
  throw new TypeError(`A size is a whole number of bytes, not ${shown(size)}.`);
}

/** Most of what is none was meant for the value of a field. */
function shown(size: unknown): string {
  if (Number.isNaN(size)) return "NaN: headers.get() gives a field, or null where there is none";
  return typeof size === "string" ? `the text ${JSON.stringify(size)}: use Number()` : String(size);
}
