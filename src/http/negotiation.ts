// Chooses which of several representations to send: proactive negotiation (RFC 9110 §12.1). Undefined is "nothing is acceptable";
// the caller then chooses between 406 and sending one all the same (§12.4.1).

import { type Preference, parsePreference, parsePreferences } from "./accept.ts";
import { isToken } from "./grammar.ts";

/** The name for no coding at all (RFC 9110 §12.5.3). */
const IDENTITY = "identity";

/** Old names of codings (RFC 9110 §8.4.1.1, §8.4.1.3). */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["x-gzip", "gzip"],
  ["x-compress", "compress"],
]);

/**
 * The weight of `identity` where the field does not mention it: acceptable, but less wanted than anything the client
 * names. Weights are thousandths: the smallest that a client can give is 1.
 */
const UNNAMED_IDENTITY_WEIGHT = 0.5;

/** Separates the kinds of media ranges: more than the parameters that a head has room for. */
const KIND_STEP = 2 ** 20;

/**
 * Chooses a content coding by `Accept-Encoding` (RFC 9110 §12.5.3): one of `available`, `identity`, or undefined if
 * none is acceptable. `available` is in lower case and in the order the server prefers; `identity` is always available,
 * last if it is not in the list.
 *
 * The greatest weight wins, and among equals the server's order. A request without the field gets `identity`: any coding
 * would be acceptable, but clients that send no such field mostly decode none. A coding named twice has the greater
 * weight; a member with other parameters than `q` is malformed.
 */
export function chooseCoding(field: string | undefined, available: readonly string[]): string | undefined {
  if (field === undefined) return IDENTITY;
  const weights = codingWeights(field);
  const candidates = available.includes(IDENTITY) ? available : [...available, IDENTITY];
  return heaviest(candidates, (coding) => weightOfCoding(weights, coding));
}

function codingWeights(field: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { value, parameters, weight } of parsePreferences(field)) {
    if (!isToken(value) || parameters.length > 0) continue;
    const coding = ALIASES.get(value) ?? value;
    weights.set(coding, Math.max(weight, weights.get(coding) ?? 0));
  }
  return weights;
}

/** `*` stands for all codings that are not named, `identity` among them (RFC 9110 §12.5.3). */
function weightOfCoding(weights: ReadonlyMap<string, number>, coding: string): number {
  return weights.get(coding) ?? weights.get("*") ?? (coding === IDENTITY ? UNNAMED_IDENTITY_WEIGHT : 0);
}

/**
 * Chooses a media type by `Accept` (RFC 9110 §12.5.1): one of `available`, which is in the order the server prefers, or
 * undefined if none is acceptable.
 *
 * For each type the most specific range that matches it counts, and among equally specific ones the one with the greatest
 * weight. The greatest weight wins, and among equals the server's order. A field without a well-formed member counts as
 * missing.
 */
export function chooseType(field: string | undefined, available: readonly string[]): string | undefined {
  const ranges = field === undefined ? [] : mediaRanges(field);
  if (ranges.length === 0) return available[0];
  return heaviest(available, (type) => weightOfType(ranges, type));
}

function mediaRanges(field: string): readonly Preference[] {
  return parsePreferences(field).filter(({ value }) => isMediaRange(value));
}

/** A range names a type, all subtypes of one, or everything; `*` with a subtype is not a range. */
function isMediaRange(value: string): boolean {
  const slash = value.indexOf("/");
  const type = value.slice(0, Math.max(slash, 0));
  const subtype = value.slice(slash + 1);
  return isToken(type) && isToken(subtype) && (type !== "*" || subtype === "*");
}

/** Returns the weight that ranges give a media type, in thousandths; 0 if it is not acceptable. */
function weightOfType(ranges: readonly Preference[], type: string): number {
  const offered = parsePreference(type);
  if (offered === undefined) return 0;
  let weight = 0;
  let best = -1;
  for (const range of ranges) {
    const specificity = specificityFor(range, offered);
    if (specificity < best || specificity === -1) continue;
    weight = specificity === best ? Math.max(weight, range.weight) : range.weight;
    best = specificity;
  }
  return weight;
}

/** Says how closely a range describes a type; -1 if it does not. Parameters count within a kind, not between kinds. */
function specificityFor(range: Preference, offered: Preference): number {
  const kind = kindFor(range.value, offered.value);
  if (kind === -1 || !range.parameters.every((parameter) => hasParameter(offered, parameter))) return -1;
  return kind * KIND_STEP + range.parameters.length;
}

function kindFor(range: string, type: string): 0 | 1 | 2 | -1 {
  if (range === type) return 2;
  if (range === "*/*") return 0;
  return range.endsWith("/*") && type.startsWith(range.slice(0, -1)) ? 1 : -1;
}

/** Case is ignored in values: it means nothing in those of `charset` (RFC 9110 §8.3.2), and others rarely differ in it alone. */
function hasParameter(offered: Preference, [name, value]: readonly [string, string]): boolean {
  return offered.parameters.some(([key, own]) => key === name && own.toLowerCase() === value.toLowerCase());
}

/** Returns the first candidate of the greatest weight, or undefined if all have 0. */
function heaviest(candidates: readonly string[], weightOf: (candidate: string) => number): string | undefined {
  let best: string | undefined;
  let bestWeight = 0;
  for (const candidate of candidates) {
    const weight = weightOf(candidate);
    if (weight <= bestWeight) continue;
    best = candidate;
    bestWeight = weight;
  }
  return best;
}
