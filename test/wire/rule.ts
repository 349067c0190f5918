// Rules: why parsers disagree.

import type { HeadText } from "./head-text.ts";
import type { Difference, Outcome } from "./outcome.ts";

export type ParserName = "node:http" | "http-parser-js";

/** Bytes that two parsers take for something different. */
interface Disagreement {
  readonly head: HeadText;
  readonly ours: Outcome;
  readonly theirs: Outcome;
}

/** A fact that can be seen in the bytes without our parser, and the reason why ours makes something else of it. */
export interface Rule {
  readonly name: string;
  /** Where it is written. */
  readonly source: string;
  /** Why we do as we do. */
  readonly reason: string;
  /** The parsers from which it sets us apart. */
  readonly parsers: readonly ParserName[];
  /** The differences that it may explain. */
  readonly explains: readonly Difference[];
  applies(disagreement: Disagreement): boolean;
}

export const NODE: readonly ParserName[] = ["node:http"];
export const JS: readonly ParserName[] = ["http-parser-js"];
export const BOTH: readonly ParserName[] = [...NODE, ...JS];
