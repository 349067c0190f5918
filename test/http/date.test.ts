import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHttpDate, formatLogDate, MONTH_NAMES, parseHttpDate, WEEKDAY_NAMES } from "../../src/http/date.ts";

/** 20 Nov 2026 22:58:22 UTC */
const NOW = 1795215502;

test("an HTTP date is written as IMF-fixdate", () => {
  assert.equal(formatHttpDate(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.equal(formatHttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  assert.equal(formatHttpDate(NOW), "Fri, 20 Nov 2026 22:58:22 GMT");
});

test("fractions of a second are cut off downwards, before 1970 too", () => {
  assert.equal(formatHttpDate(784111777.999), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.equal(formatHttpDate(-0.5), "Wed, 31 Dec 1969 23:59:59 GMT");
  assert.equal(formatHttpDate(-86400.5), "Tue, 30 Dec 1969 23:59:59 GMT");
});

test("the years 1 to 9999 can be written, with four digits", () => {
  assert.equal(formatHttpDate(-62135596800), "Mon, 01 Jan 0001 00:00:00 GMT");
  assert.equal(formatHttpDate(253402300799.5), "Fri, 31 Dec 9999 23:59:59 GMT");
});

test("a time that has no HTTP date is refused", () => {
  for (const seconds of [-62135596801, 253402300800, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => formatHttpDate(seconds), RangeError);
  }
});

const PARSED: readonly (readonly [text: string, seconds: number | undefined])[] = [
  ["Sun, 06 Nov 1994 08:49:37 GMT", 784111777],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 784111777],
  ["Sun Nov  6 08:49:37 1994", 784111777],
  ["Sun Nov 16 08:49:37 1994", 784975777],
  ["Thursday, 01-Jan-70 00:00:00 GMT", 3155760000],
  ["Sat, 31 Dec 2016 23:59:60 GMT", 1483228800],
  ["Mon, 06 Nov 1994 08:49:37 GMT", 784111777],
  ["Thu, 29 Feb 2024 00:00:00 GMT", 1709164800],
  ["Mon, 01 Jan 0001 00:00:00 GMT", -62135596800],
  ["Sun, 01 Jan 0050 00:00:00 GMT", -60589296000],
  ["Sat, 01 Jan 0000 00:00:00 GMT", undefined],
  ["Fri, 29 Feb 2023 00:00:00 GMT", undefined],
  ["Sat, 31 Feb 2026 00:00:00 GMT", undefined],
  ["Sun, 00 Nov 1994 08:49:37 GMT", undefined],
  ["Sun, 32 Nov 1994 08:49:37 GMT", undefined],
  ["Sun, 06 Nov 1994 24:00:00 GMT", undefined],
  ["Sun, 06 Nov 1994 08:60:37 GMT", undefined],
  ["Sun, 06 Nov 1994 08:49:61 GMT", undefined],
  ["Sun, 06 Foo 1994 08:49:37 GMT", undefined],
  ["Xxx, 06 Nov 1994 08:49:37 GMT", undefined],
  ["Sunday, 06 Nov 1994 08:49:37 GMT", undefined],
  ["Sun, 06-Nov-94 08:49:37 GMT", undefined],
  ["sun, 06 nov 1994 08:49:37 gmt", undefined],
  ["Sun, 6 Nov 1994 08:49:37 GMT", undefined],
  ["Sun, 06 Nov 94 08:49:37 GMT", undefined],
  ["Sun, 06 Nov 1994 08:49:37", undefined],
  ["Sun, 06 Nov 1994 08:49:37 +0000", undefined],
  ["Sun, 06 Nov 1994 08:49:37 UTC", undefined],
  ["Sun, 06 Nov 1994 08:49:37 CET", undefined],
  ["Sun, 06 Nov 1994 08:49:37 GMT (comment)", undefined],
  [" Sun, 06 Nov 1994 08:49:37 GMT", undefined],
  ["Sun, 06 Nov 1994 08:49:37 GMT\n", undefined],
  ["Sun, 06 Nov 11994 08:49:37 GMT", undefined],
  ["Sun Nov 6 08:49:37 1994", undefined],
  ["Sun Nov 06 08:49:37 1994", 784111777],
  ["1994-11-06T08:49:37Z", undefined],
  ["On Sunday, 06-Nov-94 08:49:37 GMT", undefined],
  ["Sunday, 06-Nov-94 08:49:37 GMT+1", undefined],
  ["On Sun Nov  6 08:49:37 1994", undefined],
  ["Sun Nov  6 08:49:37 1994 GMT", undefined],
  ["784111777", undefined],
  ["", undefined],
];

for (const [text, seconds] of PARSED) {
  test(`${JSON.stringify(text)} is ${seconds === undefined ? "no HTTP date" : seconds}`, () => {
    assert.equal(parseHttpDate(text, NOW), seconds);
  });
}

test("every month has its days and no others, in every kind of year", () => {
  const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  for (const year of [1, 4, 99, 100, 400, 1900, 1970, 2000, 2023, 2024, 2100, 9999]) {
    for (const [month, name] of names.entries()) {
      for (let day = 0; day <= 32; day++) {
        const date = new Date(0);
        date.setUTCFullYear(year, month, day);
        const isDay = date.getUTCMonth() === month && date.getUTCDate() === day;
        const text = `${String(day).padStart(2, "0")} ${name} ${String(year).padStart(4, "0")}`;
        assert.equal(parseHttpDate(`Mon, ${text} 00:00:07 GMT`), isDay ? date.getTime() / 1000 + 7 : undefined, text);
      }
    }
  }
});

test("a two-digit year is at most 50 years ahead", () => {
  const yearOf = (text: string, now?: number) => new Date((parseHttpDate(text, now) as number) * 1000).getUTCFullYear();
  assert.equal(yearOf("Friday, 20-Nov-76 22:58:22 GMT", NOW), 2076);
  assert.equal(yearOf("Friday, 20-Nov-76 22:58:23 GMT", NOW), 1976);
  assert.equal(yearOf("Friday, 31-Dec-76 00:00:00 GMT", NOW), 1976);
  assert.equal(yearOf("Friday, 01-Jan-77 00:00:00 GMT", NOW), 1977);
  assert.equal(yearOf("Friday, 01-Jan-00 00:00:00 GMT", NOW), 2000);
  assert.equal(yearOf("Tuesday, 29-Feb-00 00:00:00 GMT", NOW), 2000);
  assert.equal(yearOf("Friday, 01-Jan-10 00:00:00 GMT", Date.UTC(2090, 0, 1) / 1000), 2110);
});

test("without a clock a two-digit year is read as POSIX has it", () => {
  const yearOf = (text: string) => new Date((parseHttpDate(text) as number) * 1000).getUTCFullYear();
  assert.equal(yearOf("Friday, 01-Jan-69 00:00:00 GMT"), 1969);
  assert.equal(yearOf("Friday, 31-Dec-99 23:59:59 GMT"), 1999);
  assert.equal(yearOf("Friday, 01-Jan-00 00:00:00 GMT"), 2000);
  assert.equal(yearOf("Friday, 31-Dec-68 23:59:59 GMT"), 2068);
});

test("what is written can be read back", () => {
  for (let seconds = -62135596800; seconds < 253402300800; seconds += 1234567891) {
    assert.equal(parseHttpDate(formatHttpDate(seconds)), seconds);
  }
});

test("the log's date is local time without a zone", () => {
  assert.equal(formatLogDate(new Date(2026, 10, 20, 22, 58, 22)), "20/Nov/2026 22:58:22");
  assert.equal(formatLogDate(new Date(2026, 0, 2, 3, 4, 5)), "02/Jan/2026 03:04:05");
});

test("the names of days and months are Python's, months counted from 1", () => {
  assert.deepEqual(WEEKDAY_NAMES, ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
  assert.equal(MONTH_NAMES[0], null);
  assert.equal(MONTH_NAMES[1], "Jan");
  assert.equal(MONTH_NAMES[12], "Dec");
  assert.equal(MONTH_NAMES.length, 13);
});
