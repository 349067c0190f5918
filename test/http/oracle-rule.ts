// Where another implementation answers otherwise: the reason has a name, and an input that shows it.

import assert from "node:assert/strict";
import fc from "fast-check";

const RUNS = 3000;

/** A rule by which we answer otherwise than an oracle. */
export interface OracleRule<Input> {
  /** What we do, and why. */
  readonly name: string;
  /** Tells whether the rule bears on an input. */
  readonly bearsOn: (input: Input) => boolean;
  /** An input on which the two differ, so that no rule outlives its reason. */
  readonly example: Input;
}

/** Asserts that both answer the same to any input, but where a rule bears on it; and that not all is left to the rules. */
export function assertAgreement<Input>(
  inputs: fc.Arbitrary<Input>,
  rules: readonly OracleRule<Input>[],
  ours: (input: Input) => unknown,
  theirs: (input: Input) => unknown,
): void {
  let compared = 0;
  const property = fc.property(inputs, (input) => {
    if (rules.some(({ bearsOn }) => bearsOn(input))) return;
    compared++;
    assert.deepEqual(ours(input), theirs(input));
  });
  fc.assert(property, { numRuns: RUNS });
  assert.ok(compared > RUNS / 5, `only ${compared} of ${RUNS} inputs were compared`);
}
