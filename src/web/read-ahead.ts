// The beginning of a web stream, as far as it is there: most bodies are, and their length is known then.

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
export function readAhead(stream: ReadableStream<Uint8Array>): Promise<readonly Uint8Array[] | SlowStream> {
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  const steps: Promise<Step>[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(slowStream(reader, steps.splice(0)));
    const turn = setImmediate(giveUp);
    const fail = (error: unknown): void => {
      clearImmediate(turn);
      reject(error);
    };
    const take = (step: Step): void => {
      if (steps.length === 0) return; // they are another's now
      if (step.done) {
        clearImmediate(turn);
        return resolve(pieces);
      }
      pieces.push(step.value);
      size += step.value.byteLength;
      if (size < MAX_BYTES) return readOn();
      clearImmediate(turn);
      giveUp();
    };
    const readOn = (): void => {
      const reading = reader.read();
      steps.push(reading);
      reading.then(take, fail);
    };
    readOn();
  });
}

/** Gives the steps that were taken, and all that follow. */
function slowStream(reader: ReadableStreamDefaultReader<Uint8Array>, taken: Promise<Step>[]): SlowStream {
  return {
    cancel: () => void reader.cancel().catch(() => undefined), // nobody is left to be told
    [Symbol.asyncIterator]: () => webIterator(reader, taken),
  };
}
