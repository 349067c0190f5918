// Makes one option's value from its texts, wherever they come from.

import { CommandError, usageError } from "./command-error.ts";
import type { NamedOption } from "./option.ts";

/**
 * Makes the value of an option. A repeatable one adds to what came before; for any other the last text counts. No text at all takes the
 * option back to its default.
 *
 * @throws CommandError beginning with `source`: `argument -b/--bind`.
 */
export function parseValue(option: NamedOption, texts: readonly string[], source: string, before?: unknown): unknown {
  let value = texts.length === 0 ? option.default : before;
  for (const text of texts) {
    const parsed = parseText(option, text, source);
    value =
      option.isRepeatable === true ? [...((value as unknown[] | undefined) ?? []), ...(parsed as unknown[])] : parsed;
  }
  return value;
}

function parseText(option: NamedOption, text: string, source: string): unknown {
  try {
    return option.parse(text);
  } catch (error) {
    if (error instanceof CommandError) throw usageError(`${source}: ${error.message}`);
    throw error;
  }
}
