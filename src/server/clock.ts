// The time as texts, made once a second: formatting it for every request would cost a tenth of the speed.

import { formatHttpDate, formatLogDate } from "../http/date.ts";

let second = Number.NaN;
let httpDate = "";
let logDate: string | undefined;

function refresh(): void {
  const current = Math.floor(Date.now() / 1000);
  if (current === second) return;
  second = current;
  httpDate = formatHttpDate(current);
  logDate = undefined;
}

/** The current time, as a `Date` field gives it. */
export function currentHttpDate(): string {
  refresh();
  return httpDate;
}

/** The current local time, as the log gives it. */
export function currentLogDate(): string {
  refresh();
  logDate ??= formatLogDate(new Date(second * 1000)); // made only for the log: without one, the time zone is never loaded
  return logDate;
}
