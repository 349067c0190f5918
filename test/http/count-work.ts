// Counts what a parser does with strings, so that "takes linear time" can be proved without a clock.

type StringMethod = (this: string, ...args: unknown[]) => unknown;

/** How many characters a call looks at or copies, by its arguments and its result. */
type Cost = (text: string, args: readonly unknown[], result: unknown) => number;

const looked: Cost = (text, [, from = 0], found) => {
  return (found === -1 ? text.length : (found as number) + 1) - (from as number);
};
const copied: Cost = (_, __, result) => (result as string).length + 1;
const all: Cost = (text) => text.length + 1;
const affix: Cost = (_, [part]) => (part as string).length;

const COSTS: Readonly<Record<string, Cost>> = {
  charCodeAt: () => 1,
  indexOf: looked,
  slice: copied,
  startsWith: affix,
  endsWith: affix,
  toLowerCase: all,
  split: all,
  trim: all,
  replace: all,
  replaceAll: all,
};

/** Returns how many characters `run` looks at or copies with the methods of strings. Calls do not nest. */
export function countWork(run: () => void): number {
  let work = 0;
  const prototype = String.prototype as unknown as Record<string, StringMethod>;
  const own = Object.keys(COSTS).map((name) => [name, prototype[name]!] as const);
  try {
    for (const [name, method] of own) {
      prototype[name] = function counted(this: string, ...args: unknown[]): unknown {
        const result = method.apply(this, args);
        work += COSTS[name]!(this, args, result);
        return result;
      };
    }
    run();
  } finally {
    for (const [name, method] of own) prototype[name] = method;
  }
  return work;
}

/** Texts of a length that are made to send a careless parser back again and again. */
export function hostileTexts(length: number): readonly string[] {
  const units = [",", " ", "\t,", ";", '"', '\\"', 'W/"', '"",', "W/", "a", "a,", "a;", "a=", "0", "0-", "0-0,", "-"];
  const heads = ["", "bytes=", '"', 'a;b="', "a/b;q=0.", "*", "bytes=1-"];
  return heads.flatMap((head) => units.map((unit) => (head + unit.repeat(length)).slice(0, length)));
}
