// Dates as HTTP and Python's log write them. Times are seconds since 1970; the clock is the caller's argument.

/** The day names of an HTTP date, Monday first (Python's `weekdayname`). */
export const WEEKDAY_NAMES: readonly string[] = Object.freeze(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The calendar repeats every 400 years: 146,097 days. */
const SECONDS_OF_400_YEARS = 146097 * 86400;

const DIGIT_0 = 0x30;

/** The month names of an HTTP date, January at 1 and null at 0 (Python's `monthname`). */
export const MONTH_NAMES: readonly (string | null)[] = Object.freeze([null, ...MONTHS]);

/**
 * 0001-01-01 and the first second of the year 10000: HTTP dates, like Python's, have four digits for the year.
 */
const FIRST_SECOND = -62135596800;
const END_SECOND = 253402300800;

const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const RFC850_DATE =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/;
const ASCTIME_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) (\d\d| \d) (\d\d):(\d\d):(\d\d) (\d{4})$/;

/** The "now" of callers without a clock: two-digit years then mean what POSIX says, 69 to 99 being 1969 to 1999. */
const POSIX_NOW = Date.UTC(2018, 11, 31, 23, 59, 59) / 1000;
/** How far ahead of now a two-digit year may lie (RFC 9110 §5.6.7). */
const LARGEST_YEARS_AHEAD = 50;

/**
 * Returns the HTTP date of a time: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate, RFC 9110 §5.6.7).
 *
 * Takes seconds since 1970 and rounds them down, before 1970 too, as Python's `date_time_string` does.
 *
 * @throws RangeError for a time outside the years 1 to 9999, and for NaN.
 */
export function formatHttpDate(seconds: number): string {
  const whole = Math.floor(seconds);
  if (!(whole >= FIRST_SECOND && whole < END_SECOND)) {
    throw new RangeError(`An HTTP date lies in the years 1 to 9999; ${seconds} seconds since 1970 do not.`);
  }
  const date = new Date(whole * 1000); // its `toUTCString` would look up the local time zone first
  const weekday = WEEKDAY_NAMES.at(date.getUTCDay() - 1); // `Date` counts from Sunday
  const day = `${weekday}, ${twoDigits(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]}`;
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  return `${day} ${year} ${clockOf(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds())} GMT`;
}

/**
 * Returns the time an HTTP date stands for, in seconds since 1970, or undefined if the text is not one.
 *
 * Takes the three forms of RFC 9110 §5.6.7 to the letter: IMF-fixdate, RFC 850, asctime. The name of the day is not
 * compared with the date; a day that the month does not have is refused. A two-digit year is the latest one with these
 * digits that lies at most 50 years after `now` (seconds since 1970); without `now`, 69 to 99 are 1969 to 1999, as in
 * POSIX.
 *
 * Differs from Python: takes nothing else. `email.utils.parsedate_to_datetime` also reads other zones, comments and
 * years of any length.
 */
export function parseHttpDate(text: string, now: number = POSIX_NOW): number | undefined {
  if (IMF_FIXDATE.test(text)) return secondsOfFixdate(text);
  let match = RFC850_DATE.exec(text);
  if (match !== null) {
    const [, day, month, year, ...clock] = match as unknown as MatchedDate;
    return secondsOfShortYear(Number(year), month, Number(day), readClock(...clock), now);
  }
  match = ASCTIME_DATE.exec(text);
  if (match === null) return undefined;
  const [, month, day, hour, minute, second, year] = match as unknown as MatchedDate;
  return secondsOf(Number(year), month, Number(day), readClock(hour, minute, second));
}

/** Nearly every date has this form. Its parts stand at fixed places, so none has to be matched. */
function secondsOfFixdate(text: string): number | undefined {
  const year = twoDigitsAt(text, 12) * 100 + twoDigitsAt(text, 14);
  const clock = { hour: twoDigitsAt(text, 17), minute: twoDigitsAt(text, 20), second: twoDigitsAt(text, 23) };
  return secondsOf(year, text.slice(8, 11), twoDigitsAt(text, 5), clock);
}

function twoDigitsAt(text: string, at: number): number {
  return (text.charCodeAt(at) - DIGIT_0) * 10 + (text.charCodeAt(at + 1) - DIGIT_0);
}

/**
 * Returns a date and time as the log writes it: `20/Nov/2026 22:58:22`, local time, no zone.
 *
 * Source: Python's `log_date_time_string`.
 */
export function formatLogDate(date: Date): string {
  const day = twoDigits(date.getDate());
  const year = String(date.getFullYear()).padStart(4, "0");
  const clock = clockOf(date.getHours(), date.getMinutes(), date.getSeconds());
  return `${day}/${MONTHS[date.getMonth()]}/${year} ${clock}`;
}

type MatchedDate = readonly [all: string, string, string, string, string, string, string];

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function readClock(hour: string, minute: string, second: string): Clock {
  return { hour: Number(hour), minute: Number(minute), second: Number(second) };
}

function secondsOf(year: number, month: string, day: number, { hour, minute, second }: Clock): number | undefined {
  const monthIndex = MONTHS.indexOf(month);
  // 60 is a leap second (RFC 9110 §5.6.7), taken as the first second of the next minute.
  if (year === 0 || monthIndex === -1 || hour > 23 || minute > 59 || second > 60) return undefined;
  if (day === 0 || day > lengthOfMonth(year, monthIndex)) return undefined;
  // Date.UTC would take the year 50 for 1950.
  const midnight = Date.UTC(year + 400, monthIndex, day) / 1000 - SECONDS_OF_400_YEARS;
  return midnight + hour * 3600 + minute * 60 + second;
}

function lengthOfMonth(year: number, monthIndex: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return monthIndex === 1 && isLeapYear ? 29 : (MONTH_LENGTHS[monthIndex] as number);
}

/** Takes the latest year with these two digits that is at most 50 years after now. */
function secondsOfShortYear(digits: number, month: string, day: number, clock: Clock, now: number): number | undefined {
  const limit = new Date(now * 1000);
  limit.setUTCFullYear(limit.getUTCFullYear() + LARGEST_YEARS_AHEAD);
  const lastYear = limit.getUTCFullYear();
  const year = lastYear - ((lastYear - digits) % 100);
  const seconds = secondsOf(year, month, day, clock);
  if (seconds === undefined || seconds <= limit.getTime() / 1000) return seconds;
  return secondsOf(year - 100, month, day, clock);
}

function clockOf(hour: number, minute: number, second: number): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
