// A body that nobody wants is read away, so that the next request is found behind it.

import { timerDelay } from "./timer.ts";

interface Drainable {
  read1(): Promise<Buffer>;
  giveUp(): void;
}

/** Reads `limit` bytes at most, for `limitMs` milliseconds at most. @returns whether that was all of the body. */
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
