// Numbers and times as listings write them.

const UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const UNIT_STEP = 1024;
/** From here on there are no decimals: `9.8 KiB`, `12 KiB`. */
const MIN_WHOLE = 10;
const TENTHS = 10;
const THOUSAND = 1000;
/** The times that a four-digit year can express. */
const FIRST_TIME_MS = Date.parse("0000-01-01T00:00Z");
const LAST_TIME_MS = Date.parse("9999-12-31T23:59Z");

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;
const SIXTY = 60;

/** `00` to `59`. */
const TWO_DIGITS: readonly string[] = Array.from({ length: SIXTY }, (_, number) => String(number).padStart(2, "0"));

/** Dates by the number of their day since 1970: making one costs more than the rest of a row. */
const dates = new Map<number, string>();
/** Eleven years, in about half a megabyte. */
const MAX_DATES = 4096;

/** Returns a size for people: `0 B`, `1.5 KiB`, `12 MiB`. Each unit is 1,024 of the one before. */
export function humanSize(bytes: number): string {
  if (bytes < UNIT_STEP) return `${bytes} B`;
  let value = bytes / UNIT_STEP;
  let unit = 0;
  while (Math.round(value) >= UNIT_STEP && unit < UNITS.length - 1) {
    value /= UNIT_STEP;
    unit++;
  }
  const tenths = Math.round(value * TENTHS);
  if (tenths >= MIN_WHOLE * TENTHS) return `${Math.round(value)} ${UNITS[unit]}`;
  const digit = tenths % TENTHS;
  return `${(tenths - digit) / TENTHS}.${digit} ${UNITS[unit]}`; // takes a fifth of the time of toFixed
}

/** Returns a whole number with commas: `12,345`. */
export function grouped(number: number): string {
  if (number < THOUSAND) return String(number);
  const rest = number % THOUSAND;
  return `${grouped((number - rest) / THOUSAND)},${String(rest).padStart(3, "0")}`;
}

/** Returns `1 file`, `12,345 files`. */
export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** Returns the date of a time in UTC, `2026-11-21`; undefined if its year does not have four digits, as when a clock is broken. */
function utcDate(milliseconds: number): string | undefined {
  if (!(milliseconds >= FIRST_TIME_MS && milliseconds <= LAST_TIME_MS)) return undefined;
  const day = Math.floor(Math.trunc(milliseconds) / DAY_MS);
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (dates.size >= MAX_DATES) dates.clear();
  dates.set(day, date);
  return date;
}

/** Returns the time of day in UTC, `13:05:09`. */
function utcClock(milliseconds: number): string {
  const second = Math.floor(Math.trunc(milliseconds) / SECOND_MS);
  const minute = Math.floor(second / SIXTY);
  const hour = Math.floor(minute / SIXTY);
  return `${TWO_DIGITS[modulo(hour, 24)]}:${TWO_DIGITS[modulo(minute, SIXTY)]}:${TWO_DIGITS[modulo(second, SIXTY)]}`;
}

/** Returns a time to the minute, `2026-11-21 13:05`; undefined if its year does not have four digits. */
export function utcMinute(milliseconds: number): string | undefined {
  const date = utcDate(milliseconds);
  return date === undefined ? undefined : `${date} ${utcClock(milliseconds).slice(0, 5)}`;
}

/** Returns a time as `2026-11-21T13:05:09.000Z`; undefined if its year does not have four digits. */
export function isoTime(milliseconds: number): string | undefined {
  const date = utcDate(milliseconds);
  if (date === undefined) return undefined;
  const fraction = modulo(Math.trunc(milliseconds), SECOND_MS);
  return `${date}T${utcClock(milliseconds)}.${String(fraction).padStart(3, "0")}Z`;
}

/** The remainder, which is never negative, though times before 1970 are. */
function modulo(dividend: number, divisor: number): number {
  return ((dividend % divisor) + divisor) % divisor;
}
