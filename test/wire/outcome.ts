// What a parser makes of a request, in a form in which parsers can be compared.

/** What came of some bytes: a request, a refusal, or nothing because more bytes are wanted. */
export interface Outcome {
  readonly result: "accepted" | "refused" | "waiting";
  readonly method?: string;
  readonly target?: string;
  /** Names and values in order; latin-1. */
  readonly fields?: readonly (readonly [name: string, value: string])[];
  /** What of the bytes behind the head was taken for the body, decoded. */
  readonly body?: string;
  /** True when the body has ended. */
  readonly isWhole?: boolean;
  /** Why it was refused, in the parser's words. */
  readonly reason?: string;
}

/** Where two outcomes differ. Why parsers refuse is not compared. */
export type Difference = "weRefuse" | "theyRefuse" | "result" | "method" | "target" | "fields" | "body" | "isWhole";

export const WAITING: Outcome = { result: "waiting" };

/** A refusal. */
export function refused(reason: string): Outcome {
  return { result: "refused", reason };
}

/** Lists where two outcomes differ; nothing where parsers agree. */
export function differences(ours: Outcome, theirs: Outcome): Difference[] {
  if (ours.result !== theirs.result) {
    return [ours.result === "refused" ? "weRefuse" : theirs.result === "refused" ? "theyRefuse" : "result"];
  }
  const parts = ["method", "target", "fields", "body", "isWhole"] as const;
  return parts.filter((part) => JSON.stringify(ours[part]) !== JSON.stringify(theirs[part]));
}
