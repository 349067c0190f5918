// The beginning of a web stream, as far as it is there: most bodies are, and their length is known then.

import { nextTurn } from "../io/timer.ts";
import { webIterator } from "../io/web-iterator.ts";

/** What is read ahead at most; 64 KiB, one socket buffer. */
const MAX_BYTES = 65536;

type Step = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>;

/** A stream that takes its time. */
export interface SlowStream extends AsyncIterable<Uint8Array> {
  /** Lets go of the stream, also while its next piece is awaited: there is none then. */
  cancel(): void;
}

/** Reads what a stream gives within a turn of the event loop. @returns its pieces, where that is all; else the stream as it was. */
export async function readAhead(stream: ReadableStream<Uint8Array>): Promise<readonly Uint8Array[] | SlowStream> {
  const reader = stream.getReader();
  const turn = nextTurn().then(() => undefined);
  const pieces: Uint8Array[] = [];
  const steps: Promise<Step>[] = [];
  for (let size = 0; ; ) {
    const reading = reader.read();
    steps.push(reading);
    const step = size < MAX_BYTES ? await Promise.race([reading, turn]) : undefined;
    if (step === undefined) return slowStream(reader, steps);
    if (step.done) return pieces;
    pieces.push(step.value);
    size += step.value.byteLength;
  }
}

/** Gives the steps that were taken, and all that follow. */
function slowStream(reader: ReadableStreamDefaultReader<Uint8Array>, taken: Promise<Step>[]): SlowStream {
  for (const step of taken) step.catch(() => undefined); // who asks for it is told
  return {
    cancel: () => void reader.cancel().catch(() => undefined), // nobody is left to be told
    [Symbol.asyncIterator]: () => webIterator(reader, taken),
  };
}
