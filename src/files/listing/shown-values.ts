// Numbers and times as listings write them.

const UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const UNIT_STEP = 1024;
/** From here on a digit behind the point says nothing: `9.8 KiB`, `12 KiB`. */
const MIN_WHOLE = 10;
/** What a four-digit year can say. */
const FIRST_TIME_MS = Date.parse("0000-01-01T00:00Z");
const LAST_TIME_MS = Date.parse("9999-12-31T23:59Z");

/** Returns a size for people: `0 B`, `1.5 KiB`, `12 MiB`. A unit is 1,024 of the one below. */
export function humanSize(bytes: number): string {
  if (bytes < UNIT_STEP) return `${bytes} B`;
  let value = bytes / UNIT_STEP;
  let unit = 0;
  while (Math.round(value) >= UNIT_STEP && unit < UNITS.length - 1) {
    value /= UNIT_STEP;
    unit++;
  }
  const isWhole = Math.round(value * MIN_WHOLE) >= MIN_WHOLE * MIN_WHOLE;
  return `${isWhole ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Returns a whole number with commas: `12,345`. */
export function grouped(number: number): string {
  return number < 1000 ? String(number) : String(number).replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
}

/** Returns `1 file`, `12,345 files`. */
export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Returns a time as `2026-11-21T13:05:09.000Z`; undefined for one whose year has no four digits, which is a broken clock's. */
export function isoTime(milliseconds: number): string | undefined {
  const isShown = milliseconds >= FIRST_TIME_MS && milliseconds <= LAST_TIME_MS;
  return isShown ? new Date(milliseconds).toISOString() : undefined;
}
