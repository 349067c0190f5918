// Reads a body that nobody wants and drops it, so that the next request is found after it.

import { timerDelay } from "./timer.ts";

interface Drainable {
  read1(): Promise<Buffer>;
  giveUp(): void;
}

/** Reads at most `limit` bytes, for at most `limitMs` milliseconds. @returns whether that was all of the body. */
export async function drainSlowly(reader: Drainable, limit: number, limitMs: number): Promise<boolean> {
  const timer = setTimeout(() => reader.giveUp(), timerDelay(limitMs));
  try {
    for (let left = limit; left >= 0; ) {
      const piece = await reader.read1();
      if (piece.length === 0) return true;
      left -= piece.length;
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}
