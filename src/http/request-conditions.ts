// The fields that make a request conditional or ask for a part, as they came: nothing here judges them.

import { joinValues } from "./grammar.ts";
import { isSameName } from "./same-name.ts";

/** These fields of one request; undefined stands for a missing one. The values of a repeated field are joined by `, `. */
export interface RequestConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
  readonly ifRange: string | undefined;
  readonly range: string | undefined;
}

type Key = keyof RequestConditions;

/** The conditions of nearly all requests: none. */
export const NO_CONDITIONS: RequestConditions = Object.freeze(noneYet());

const FIELDS: readonly (readonly [name: string, key: Key])[] = [
  ["If-None-Match", "ifNoneMatch"],
  ["If-Modified-Since", "ifModifiedSince"],
  ["Range", "range"],
  ["If-Range", "ifRange"],
  ["If-Match", "ifMatch"],
  ["If-Unmodified-Since", "ifUnmodifiedSince"],
];

/** Reads conditions out of a header section; four offsets for each field, as in {@link RawFields}. Other fields are skipped. */
export function readConditions(text: string, offsets: readonly number[]): RequestConditions {
  if (offsets.length === 0) return NO_CONDITIONS;
  const conditions = noneYet();
  for (let at = 0; at < offsets.length; at += 4) {
    const key = keyOf(text, offsets[at] as number, offsets[at + 1] as number);
    if (key === undefined) continue;
    conditions[key] = joinValues(conditions[key], text.slice(offsets[at + 2], offsets[at + 3]));
  }
  return conditions;
}

/** Gathers conditions from a function that returns all values of a name. */
export function gatherConditions(valuesOf: (name: string) => readonly string[] | null): RequestConditions {
  const conditions = noneYet();
  for (const [name, key] of FIELDS) conditions[key] = valuesOf(name)?.join(", ");
  return conditions;
}

function noneYet(): Record<Key, string | undefined> {
  return {
    ifMatch: undefined,
    ifNoneMatch: undefined,
    ifModifiedSince: undefined,
    ifUnmodifiedSince: undefined,
    ifRange: undefined,
    range: undefined,
  };
}

function keyOf(text: string, start: number, end: number): Key | undefined {
  for (const [name, key] of FIELDS) if (isSameName(text, start, end, name)) return key;
  return undefined;
}
