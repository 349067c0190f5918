import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, grouped, humanSize, isoTime, utcMinute } from "../../../src/files/listing/shown-values.ts";

const SIZES: readonly (readonly [bytes: number, shown: string])[] = [
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [1536, "1.5 KiB"],
  [10188, "9.9 KiB"],
  [10189, "10 KiB"],
  [1047552, "1023 KiB"],
  [1048063, "1023 KiB"],
  [1048064, "1.0 MiB"],
  [5 * 1073741824, "5.0 GiB"],
  [2 ** 50 * 3000, "3000 PiB"],
];

for (const [bytes, shown] of SIZES) {
  test(`${bytes} bytes are shown as ${shown}`, () => {
    assert.equal(humanSize(bytes), shown);
  });
}

test("numbers have commas", () => {
  assert.deepEqual([0, 999, 1000, 12345, 1234567].map(grouped), ["0", "999", "1,000", "12,345", "1,234,567"]);
});

test("one is singular", () => {
  assert.deepEqual(
    [counted(1, "byte"), counted(0, "byte"), counted(1000, "byte")],
    ["1 byte", "0 bytes", "1,000 bytes"],
  );
});

test("a time is ISO in UTC", () => {
  assert.equal(isoTime(1700000000750), "2023-11-14T22:13:20.750Z");
  assert.equal(isoTime(-1), "1969-12-31T23:59:59.999Z");
});

test("times are those of Date, from the year 0 to 9999, with fractions cut off", () => {
  for (
    let time = Date.parse("0000-01-01T00:00Z");
    time < Date.parse("9999-12-31T00:00Z");
    time += 86_400_000 * 97.123
  ) {
    const iso = new Date(time).toISOString();
    assert.equal(isoTime(time), iso);
    assert.equal(utcMinute(time), iso.slice(0, 16).replace("T", " "));
  }
  assert.equal(isoTime(-0.5), "1970-01-01T00:00:00.000Z");
});

test("a size has the digit behind the point that toFixed gives it", () => {
  for (let bytes = 1024; bytes < 2 ** 53; bytes = Math.ceil(bytes * 1.0137)) {
    const [value, unit] = humanSize(bytes).split(" ") as [string, string];
    if (!value.includes(".")) continue;
    const power = ["KiB", "MiB", "GiB", "TiB", "PiB"].indexOf(unit) + 1;
    assert.equal(value, (bytes / 1024 ** power).toFixed(1), String(bytes));
  }
});

test("a time without a year of four digits is none", () => {
  for (const time of [Number.NaN, 1e15, -1e15, 9e15, Number.POSITIVE_INFINITY]) assert.equal(isoTime(time), undefined);
});
