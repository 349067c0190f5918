// What a pure function made of texts, remembered: most requests ask for what was asked for a moment ago.

/** Texts that are remembered; 2,048, as they come from clients: with the next limit they take 2 MB at most. */
const MAX_TEXTS = 2048;
/** Longer texts are not remembered; 256 characters. */
const MAX_LENGTH = 256;

interface Known<Context, Result> {
  readonly context: Context;
  readonly result: Result;
}

/** Remembers, for each text, what a function made of it in the context it was asked in last. Contexts are compared by identity. */
export class Memo<Context, Result> {
  readonly #compute: (text: string, context: Context) => Result;
  readonly #known = new Map<string, Known<Context, Result>>();

  /** Takes a function whose result follows from its arguments, and is never changed. */
  constructor(compute: (text: string, context: Context) => Result) {
    this.#compute = compute;
  }

  /** Returns what the function returns. */
  get(text: string, context: Context): Result {
    const known = this.#known.get(text);
    if (known !== undefined && known.context === context) return known.result;
    return text.length > MAX_LENGTH ? this.#compute(text, context) : this.#learn(copyOf(text), context);
  }

  #learn(text: string, context: Context): Result {
    const result = this.#compute(text, context);
    // All are forgotten at once: to know which was not asked for the longest time would cost every look.
    if (this.#known.size >= MAX_TEXTS) this.#known.clear();
    this.#known.set(text, { context, result });
    return result;
  }
}

/** Puts a text together anew: a part of a request's head would keep all of the head in memory. */
function copyOf(text: string): string {
  return text.split("").join("");
}
