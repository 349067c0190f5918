// Arbitrary texts as a peer may send them: heads are latin-1.

import fc from "fast-check";

/** Any latin-1 text. */
export const anyLatin1: fc.Arbitrary<string> = fc.string({
  unit: fc.nat({ max: 0xff }).map((code) => String.fromCharCode(code)),
});
