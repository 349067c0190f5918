// The arguments of a percent format, handed out in order or by name. Missing and left-over ones get Python's messages.

import { pythonRepr } from "./python-repr.ts";

/** The arguments of {@link percentFormat}: an array for `%s`, an object for `%(name)s`. */
export type PercentArguments = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Hands out the arguments, one by one or by name. */
export class ArgumentSource {
  readonly #mapping: Readonly<Record<string, unknown>> | undefined;
  #items: readonly unknown[];
  #used = 0;

  constructor(args: PercentArguments) {
    const isTuple = Array.isArray(args);
    this.#mapping = isTuple ? undefined : (args as Readonly<Record<string, unknown>>);
    this.#items = isTuple ? args : [args];
  }

  next(): unknown {
    if (this.#used >= this.#items.length) throw new TypeError("not enough arguments for format string");
    return this.#items[this.#used++];
  }

  /** Makes the named argument the next one, and the last. */
  select(key: string): void {
    const mapping = this.mapping();
    if (!Object.hasOwn(mapping, key)) throw new RangeError(`KeyError: ${pythonRepr(key)}`);
    this.#items = [mapping[key]];
    this.#used = 0;
  }

  mapping(): Readonly<Record<string, unknown>> {
    if (this.#mapping === undefined) throw new TypeError("format requires a mapping");
    return this.#mapping;
  }

  finish(): void {
    if (this.#mapping === undefined && this.#used < this.#items.length) {
      throw new TypeError("not all arguments converted during string formatting");
    }
  }
}
