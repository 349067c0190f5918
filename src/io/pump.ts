// Moves what a source gives to an output, as fast as that takes it.

import type { Feeds } from "./feeds.ts";
import { SourceReader } from "./source-reader.ts";
import { nextTurn } from "./timer.ts";
import type { Writable, WriteResult } from "./writable.ts";

/** What is written to. */
interface Output {
  write(data: Writable): WriteResult;
  /** False when nobody gets what is written. */
  readonly wantsMore: boolean;
}

/** Writes what `source` gives for as long as it is wanted, then closes it. Meanwhile it is one of `feeds`. @returns the number of bytes. */
export async function pump(
  source: Iterable<Writable> | AsyncIterable<Writable>,
  output: Output,
  feeds: Feeds,
): Promise<number> {
  const pieces = new SourceReader<Writable>(source);
  feeds.add(pieces);
  let total = 0;
  try {
    while (output.wantsMore) {
      const step = await pieces.next();
      if (step.done === true) break;
      total += await output.write(step.value);
      if (pieces.isTurnOver(total)) await nextTurn();
    }
  } finally {
    feeds.delete(pieces);
    pieces.stop();
  }
  return total;
}
