// An ordered list of header fields, seen as Python sees one: a mapping whose names ignore case and may repeat.
// A list made from a request keeps the raw text and looks into it; names and values become strings when somebody wants
// them all.

import { isToken } from "./grammar.ts";
import { INSPECT } from "./inspect.ts";
import type { RawFields } from "./raw-fields.ts";
import { gatherConditions, type RequestConditions, readConditions } from "./request-conditions.ts";
import { isSameName } from "./same-name.ts";

const BREAKS_LINE = /[\r\n\0]/;

/** The mapping half of {@link HTTPMessage}: names and values, in order. */
export class FieldList implements Iterable<string> {
  static {
    // console.log shows the pairs. Defined here because declarations that are emitted file by file cannot have a method
    // with a computed name.
    Object.defineProperty(FieldList.prototype, INSPECT, {
      value(this: FieldList): unknown {
        return this.items();
      },
    });
  }

  /** The fields as they came, until a list of our own takes their place. */
  #raw: RawFields | undefined;
  #fields: [name: string, value: string][] | undefined;

  /** Takes validated raw fields, or nothing for an empty list. Does not look at them yet. */
  constructor(raw?: RawFields) {
    this.#raw = raw;
  }

  /** How many fields there are, each repeated one counted (Python's `len(m)`). */
  get size(): number {
    return this.#raw === undefined ? this.#own().length : this.#raw.offsets.length / 4;
  }

  /** The fields that make a request conditional, and `Range`. */
  get conditions(): RequestConditions {
    const raw = this.#raw;
    if (raw === undefined) return gatherConditions((name) => this.getAll(name));
    return readConditions(raw.text, raw.conditionOffsets ?? raw.offsets);
  }

  /** Returns the value of the first field of that name, whatever its case, or `failobj` (Python's `m[name]`, `m.get(name)`). */
  get(name: string): string | null;
  get<Missing>(name: string, failobj: Missing): string | Missing;
  get(name: string, failobj: unknown = null): unknown {
    const index = this.#find(name, 0);
    return index === -1 ? failobj : this.#valueAt(index);
  }

  /** Returns the values of all fields of that name in order, or `failobj` if there is none. */
  getAll(name: string): string[] | null;
  getAll<Missing>(name: string, failobj: Missing): string[] | Missing;
  getAll(name: string, failobj: unknown = null): unknown {
    const found: string[] = [];
    for (let index = this.#find(name, 0); index !== -1; index = this.#find(name, index + 1)) {
      found.push(this.#valueAt(index));
    }
    return found.length === 0 ? failobj : found;
  }

  /** Tells whether there is a field of that name (Python's `name in m`). */
  has(name: string): boolean {
    return this.#find(name, 0) !== -1;
  }

  /** Returns the names in order, as they were written, with repetitions. */
  keys(): string[] {
    return this.#own().map(([name]) => name);
  }

  /** Returns the values in order. */
  values(): string[] {
    return this.#own().map(([, value]) => value);
  }

  /** Returns `[name, value]` pairs in order. */
  items(): [name: string, value: string][] {
    return this.#own().map(([name, value]) => [name, value]);
  }

  /** Returns {@link items}, for `JSON.stringify`. */
  toJSON(): [name: string, value: string][] {
    return this.items();
  }

  /**
   * Iterates over the names, as Python's message does. For the pairs that a `Map` or `Headers` would give, use
   * {@link items}.
   */
  [Symbol.iterator](): IterableIterator<string> {
    return this.keys().values();
  }

  /**
   * Adds a field at the end; those of the same name stay (Python's `m[name] = value`).
   *
   * @throws TypeError if the name is not a token, or the value holds CR, LF or NUL.
   *
   * Differs from Python: checks both. Python stores anything, so a value can end the header section.
   */
  append(name: string, value: string): void {
    checkStoredField(name, value);
    this.#own().push([name, value]);
  }

  /** Removes all fields of that name, if there are any (Python's `del m[name]`). */
  delete(name: string): void {
    if (!this.has(name)) return;
    this.#fields = this.#own().filter(([other]) => !isSameName(other, 0, other.length, name));
  }

  /**
   * Replaces the value of the first field of that name, which keeps its place and spelling.
   *
   * @throws RangeError if there is none (Python's KeyError); TypeError if the value holds CR, LF or NUL.
   */
  replaceHeader(name: string, value: string): void {
    const index = this.#find(name, 0);
    if (index === -1) throw new RangeError(`There is no header "${name}" to replace: use append() to add it.`);
    checkStoredField(name, value);
    this.#fieldAt(index)[1] = value;
  }

  /** Finds a field from an index on. Compares lengths first, then letters, and makes no strings. */
  #find(name: string, from: number): number {
    const raw = this.#raw;
    if (raw === undefined)
      return this.#own().findIndex(([other], index) => index >= from && isSameName(other, 0, other.length, name));
    const { text, offsets } = raw;
    for (let at = from * 4; at < offsets.length; at += 4) {
      if (isSameName(text, offsets[at] as number, offsets[at + 1] as number, name)) return at / 4;
    }
    return -1;
  }

  #valueAt(index: number): string {
    const raw = this.#raw;
    if (raw === undefined) return this.#fieldAt(index)[1];
    return raw.text.slice(raw.offsets[index * 4 + 2], raw.offsets[index * 4 + 3]);
  }

  #fieldAt(index: number): [name: string, value: string] {
    return this.#own()[index] as [string, string];
  }

  /** Returns the fields as a list of our own, made now if need be. */
  #own(): [name: string, value: string][] {
    this.#fields ??= listOf(this.#raw);
    this.#raw = undefined;
    return this.#fields;
  }
}

function listOf(raw: RawFields | undefined): [name: string, value: string][] {
  const fields: [name: string, value: string][] = [];
  if (raw === undefined) return fields;
  const { text, offsets } = raw;
  for (let at = 0; at < offsets.length; at += 4)
    fields.push([text.slice(offsets[at], offsets[at + 1]), text.slice(offsets[at + 2], offsets[at + 3])]);
  return fields;
}

/**
 * Checks a field before it is stored, less strictly than before it is sent: the name must be a token, the value a string without line
 * breaks and NUL.
 *
 * @throws TypeError that says what to do instead.
 */
export function checkStoredField(name: string, value: unknown): void {
  if (!isToken(name)) {
    const shown = JSON.stringify(name);
    throw new TypeError(`${shown} is not a header name: use letters, digits and hyphens, as in "X-Request-Id".`);
  }
  if (typeof value !== "string")
    throw new TypeError(`The value of header "${name}" is not a string: pass String(value).`);
  if (!BREAKS_LINE.test(value)) return;
  throw new TypeError(
    `The value of header "${name}" holds a line break or NUL: encode or remove it before setting the header.`,
  );
}
