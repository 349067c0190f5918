// Moves what a source gives to an output, as fast as the output takes it.

import { type Data, TURN_BYTES, type WriteResult } from "./data.ts";
import type { Feeds } from "./feeds.ts";
import { type Source, SourceReader } from "./source-reader.ts";
import { nextTurn } from "./timer.ts";

/** What is written to. */
interface Output {
  write(data: Data): WriteResult;
  /** False when nobody gets what is written. */
  readonly wantsMore: boolean;
}

/** Writes what `source` gives while it is wanted, then closes it. Until then it is one of `feeds`. @returns the number of bytes. */
export async function pump(source: Source, output: Output, feeds: Feeds): Promise<number> {
  const pieces = new SourceReader(source);
  feeds.add(pieces);
  let total = 0;
  let turnEnd = TURN_BYTES;
  try {
    while (output.wantsMore) {
      const step = await pieces.next();
      if (step.done === true) break;
      total += await output.write(step.value);
      if (total >= turnEnd) {
        turnEnd = total + TURN_BYTES;
        await nextTurn(); // a quick client could take all of a source without a pause
      }
    }
  } finally {
    feeds.delete(pieces);
    pieces.stop();
  }
  return total;
}
