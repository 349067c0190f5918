// The sizes that are passed to reading methods.

/** Reads a size as Python does: none, or a negative one, means all. @throws TypeError for anything but a whole number. */
export function byteCount(size: number | null | undefined): number {
  if (size === undefined || size === null || size < 0) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(size)) return size;
  throw new TypeError(`A size is a whole number of bytes, not ${shown(size)}.`);
}

/** Shows a wrong size, which was most often meant to be the value of a field. */
function shown(size: unknown): string {
  if (Number.isNaN(size)) return "NaN: headers.get() returns a field's value, or null if there is none";
  return typeof size === "string" ? `the text ${JSON.stringify(size)}: use Number()` : String(size);
}
