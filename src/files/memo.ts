// Remembers what a pure function made of texts: most requests ask for what was asked for a moment ago.

/** How many texts are remembered; 2,048. They come from clients: with the next limit they take 2 MB at most. */
const MAX_TEXTS = 2048;
/** Longer texts are not remembered; 256 characters. */
const MAX_LENGTH = 256;

interface Known<Context, Result> {
  readonly context: Context;
  readonly result: Result;
}

/** Remembers, for each text, what a function made of it in the context it was last asked for. Contexts are compared by identity. */
export class Memo<Context, Result> {
  readonly #compute: (text: string, context: Context) => Result;
  readonly #known = new Map<string, Known<Context, Result>>();

  /** Takes a function whose result depends on its arguments alone. Nobody may change a result. */
  constructor(compute: (text: string, context: Context) => Result) {
    this.#compute = compute;
  }

  /** Returns the function's result. */
  get(text: string, context: Context): Result {
    const known = this.#known.get(text);
    if (known !== undefined && known.context === context) return known.result;
    return text.length > MAX_LENGTH ? this.#compute(text, context) : this.#learn(copyOf(text), context);
  }

  #learn(text: string, context: Context): Result {
    const result = this.#compute(text, context);
    // All are forgotten at once: keeping track of the least recently used would slow every look-up.
    if (this.#known.size >= MAX_TEXTS) this.#known.clear();
    this.#known.set(text, { context, result });
    return result;
  }
}

/** Copies a text: a slice of a request's head would keep all of the head in memory. */
function copyOf(text: string): string {
  return text.split("").join("");
}
