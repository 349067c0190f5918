// How long files may be kept, as said on the command line: `--cache no-store`, `--cache 'assets/**=immutable'`.

import { isFieldValue, isToken, trimBlanks } from "../http/grammar.ts";
import type { CacheRule } from "../mixins/cache.ts";
import { usageError } from "./command-error.ts";
import { quoted } from "./values.ts";

/** A year, in seconds: RFC 2616 §14.21 allowed no later expiry, and tools have agreed that it means for ever. */
const YEAR_SECONDS = 31_536_000;

/** Short words for long values. */
const WORDS: ReadonlyMap<string, string | undefined> = new Map([
  ["off", undefined],
  ["immutable", `public, max-age=${YEAR_SECONDS}, immutable`],
]);

/** The known response directives (RFC 9111 §5.2.2, RFC 5861, RFC 8246); any other is taken for a slip of the pen. */
const DIRECTIVES: ReadonlySet<string> = new Set([
  "immutable",
  "max-age",
  "must-revalidate",
  "must-understand",
  "no-cache",
  "no-store",
  "no-transform",
  "private",
  "proxy-revalidate",
  "public",
  "s-maxage",
  "stale-if-error",
  "stale-while-revalidate",
]);

const FORMS = "expected no-cache, no-store, seconds, immutable, off or a value of Cache-Control";

/** Characters of patterns that no directive has. */
const PATTERN_SIGN = /[*?/.]/;

/** Reads `VALUE` or `GLOB=VALUE` as a list of one rule. @throws CommandError for anything else. */
export function parseCacheRule(text: string): readonly CacheRule[] {
  const equals = text.indexOf("=");
  const pattern = text.slice(0, Math.max(equals, 0));
  if (!PATTERN_SIGN.test(pattern)) return [{ pattern: undefined, value: parseCacheValue(text) }];
  return [{ pattern, value: parseCacheValue(text.slice(equals + 1)) }];
}

/** Reads a number of seconds, a word, or a value of Cache-Control. */
function parseCacheValue(text: string): string | undefined {
  const value = trimBlanks(text);
  if (WORDS.has(value)) return WORDS.get(value);
  if (/^[0-9]{1,10}$/.test(value)) return `public, max-age=${Number(value)}`;
  const names = value.split(",").map((directive) => trimBlanks(directive.split("=", 1)[0] as string));
  if (!names.every(isToken) || !isFieldValue(value)) {
    throw usageError(`${FORMS}, not ${quoted(text)}`);
  }
  const unknown = names.find((name) => !DIRECTIVES.has(name.toLowerCase()));
  if (unknown === undefined) return value;
  const hint = value.includes("=") ? `for a file of that name write /${unknown}=...` : FORMS;
  throw usageError(`${quoted(unknown)} is not a directive of Cache-Control; ${hint}`);
}
