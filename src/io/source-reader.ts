// Reads what a source gives, one piece after another, until it is told to stop.

import { type Data, kindOf } from "./data.ts";
import type { Feed } from "./feeds.ts";
import { webIterator } from "./web-iterator.ts";

/** Something that gives pieces, such as a stream. */
export type Source = Iterable<Data> | AsyncIterable<Data>;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Reads an iterable, a Node stream or a web stream. `stop` lets go of it, even while its next piece is awaited. */
export class SourceReader implements Feed {
  readonly #source: Source;
  readonly #iterator: Iterator<Data> | AsyncIterator<Data>;
  #isStopped = false;
  #giveUp: () => void = () => undefined;

  constructor(source: Source) {
    this.#source = source;
    this.#iterator = iteratorOf(source);
  }

  /** Returns the next piece; `done` at the end, and as soon as `stop` is called. Rejects if the source fails. */
  next(): Promise<IteratorResult<Data, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.#isStopped) return resolve(DONE);
      this.#giveUp = () => resolve(DONE);
      Promise.resolve(this.#iterator.next()).then(resolve, reject);
    });
  }

  /** True until it was stopped. */
  get isAtWork(): boolean {
    return !this.#isStopped;
  }

  /** Closes the source; a source that is at its end does not notice. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#giveUp();
    // A Node stream's iterator would wait for the next piece before it closes the stream.
    (this.#source as { destroy?: () => void }).destroy?.();
    Promise.resolve(this.#iterator.return?.()).catch(() => undefined); // nobody is left to be told
  }
}

function iteratorOf(source: Source): Iterator<Data> | AsyncIterator<Data> {
  const known = Object(source) as object; // null and undefined have no properties, and are not iterable
  if ("getReader" in known) return webIterator((known as ReadableStream<Data>).getReader());
  if (Symbol.asyncIterator in known) return (known as AsyncIterable<Data>)[Symbol.asyncIterator]();
  if (Symbol.iterator in known) return (known as Iterable<Data>)[Symbol.iterator]();
  throw new TypeError(`writeFrom() takes text, bytes, or a stream or iterable of them, not ${nameOf(source)}.`);
}

/** Names a value that is not a source, and says what to do with it. */
function nameOf(value: unknown): string {
  if (typeof value === "function") return "a function: call it";
  if (value instanceof Promise) return "a Promise: await it";
  if (value instanceof Blob) return `a ${kindOf(value)}: write its stream()`;
  if (value instanceof Response) return "a Response: write its body";
  return kindOf(value);
}
