// The beginning of a web stream, as far as it is available at once. Most bodies are wholly available, so that their length is known.

import { webIterator } from "../io/web-iterator.ts";

/** The most that is read ahead; 64 KiB, one socket buffer. */
const MAX_BYTES = 65536;

type Step = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>;

/** A stream that was not at its end in time. */
export interface SlowStream extends AsyncIterable<Uint8Array> {
  /** Cancels the stream, even while its next piece is awaited; iteration then ends. */
  cancel(): void;
}

/** Reads what a stream yields within one turn of the event loop. @returns its pieces if it has ended by then, else the whole stream. */
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
      if (steps.length === 0) return; // the slow stream has them now
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

/** Yields the steps that were taken, then all that follow. */
function slowStream(reader: ReadableStreamDefaultReader<Uint8Array>, taken: Promise<Step>[]): SlowStream {
  return {
    cancel: () => void reader.cancel().catch(() => undefined), // nobody is left to tell
    [Symbol.asyncIterator]: () => webIterator(reader, taken),
  };
}
