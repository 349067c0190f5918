// Reads what a source gives, one piece after another, until somebody says to stop.

import type { Feed } from "./feeds.ts";
import { kindOf } from "./writable.ts";

/** Bytes of a source after which others get their turn: to a quick client they could be sent without a pause; 1 MiB. */
const TURN_BYTES = 1_048_576;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Reads an iterable, a Node stream or a web stream. `stop` lets go of it, even while its next piece is awaited. */
export class SourceReader<Piece> implements Feed {
  readonly #source: Iterable<Piece> | AsyncIterable<Piece>;
  readonly #iterator: Iterator<Piece> | AsyncIterator<Piece>;
  #isStopped = false;
  #turnEnd = TURN_BYTES;
  #giveUp: () => void = () => undefined;

  constructor(source: Iterable<Piece> | AsyncIterable<Piece>) {
    this.#source = source;
    this.#iterator = iteratorOf(source);
  }

  /** The next piece; `done` at the end, and as soon as `stop` is called. Rejects when the source fails. */
  next(): Promise<IteratorResult<Piece, unknown>> {
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

  /** Tells whether, with so many bytes read, others should have their turn. */
  isTurnOver(total: number): boolean {
    if (total < this.#turnEnd) return false;
    this.#turnEnd = total + TURN_BYTES;
    return true;
  }

  /** Closes the source; one that is at its end does not notice. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#giveUp();
    // A Node stream's iterator would wait for the next piece before it closes the stream.
    (this.#source as { destroy?: () => void }).destroy?.();
    Promise.resolve(this.#iterator.return?.()).catch(() => undefined); // nobody is left to be told
  }
}

function iteratorOf<Piece>(source: Iterable<Piece> | AsyncIterable<Piece>): Iterator<Piece> | AsyncIterator<Piece> {
  const known = Object(source) as object; // null and undefined have no properties, and are no iterables
  if ("getReader" in known) return webIterator(known as ReadableStream<Piece>);
  if (Symbol.asyncIterator in known) return (known as AsyncIterable<Piece>)[Symbol.asyncIterator]();
  if (Symbol.iterator in known) return (known as Iterable<Piece>)[Symbol.iterator]();
  throw new TypeError(`writeFrom() takes text, bytes, or a stream or iterable of them, and not ${nameOf(source)}.`);
}

/** Names what is no source, and what to do with it. */
function nameOf(value: unknown): string {
  if (typeof value === "function") return "a function: call it";
  if (value instanceof Promise) return "a Promise: await it";
  if (value instanceof Blob) return `a ${kindOf(value)}: write its stream()`;
  if (value instanceof Response) return "a Response: write its body";
  return kindOf(value);
}

/** Iterates over a web stream. Its own iterator would wait for the next piece before it cancels the stream. */
function webIterator<Piece>(stream: ReadableStream<Piece>): AsyncIterator<Piece, unknown> {
  const reader = stream.getReader();
  return {
    next: () => reader.read(),
    return: async () => {
      const cancelling = reader.cancel();
      reader.releaseLock();
      await cancelling;
      return DONE;
    },
  };
}
