// Where our answers differ from Python's, on purpose, one by one. A case names the difference it meets; a difference that a case
// names and that does not occur any more fails the test.

import type { Change } from "./change.ts";
import type { Version } from "./pythons.ts";

/** A difference. */
export interface Difference {
  /** Why we differ. */
  readonly reason: string;
  /** Makes the answer that is expected of us of Python's. */
  readonly change: Change;
  /** The Pythons before this version differ. Without it all do. */
  readonly before?: Version;
  /** True where others may differ as well: it depends on their patches. */
  readonly varies?: true;
}
