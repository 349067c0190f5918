// Logs that connections are refused, but not each of them: there may be very many.

import { escapeLogText } from "../http/escape.ts";
import { logToStderr } from "../io/stderr-log.ts";
import { currentLogDate } from "./clock.ts";

/** How often each reason is logged at most; once a minute. */
const INTERVAL_MS = 60_000;

/** Refusals that have not been logged yet. */
interface Untold {
  /** Where the last one came from. */
  host: string;
  count: number;
  readonly timer: NodeJS.Timeout;
}

/** Logs the first refusal at once, and those that follow together: one line for each reason and interval. */
export class RefusalLog {
  readonly #intervalMs: number;
  /** By reason, for one interval after each line. There are few reasons. */
  readonly #untold = new Map<string, Untold>();

  constructor(intervalMs: number = INTERVAL_MS) {
    this.#intervalMs = intervalMs;
  }

  /** Notes that a connection was refused. */
  note(host: string, reason: string): void {
    const untold = this.#untold.get(reason);
    if (untold === undefined) {
      tell(reason, host, 1);
      this.#wait(reason);
    } else {
      untold.host = host;
      untold.count++;
    }
  }

  /** Logs what has not been logged yet. */
  flush(): void {
    for (const [reason, { host, count, timer }] of this.#untold) {
      clearTimeout(timer);
      if (count > 0) tell(reason, host, count);
    }
    this.#untold.clear();
  }

  #wait(reason: string): void {
    const timer = setTimeout(() => this.#endWait(reason), this.#intervalMs).unref();
    this.#untold.set(reason, { host: "", count: 0, timer });
  }

  #endWait(reason: string): void {
    const { host, count } = this.#untold.get(reason) as Untold;
    this.#untold.delete(reason);
    if (count === 0) return;
    tell(reason, host, count);
    this.#wait(reason);
  }
}

function tell(reason: string, host: string, count: number): void {
  const what = count === 1 ? "connection" : `${count} connections`;
  logToStderr(`${escapeLogText(host)} - - [${currentLogDate()}] ${what} refused: ${reason}\n`);
}
