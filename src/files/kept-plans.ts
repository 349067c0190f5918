// What is the same in all plans for one representation: made once for one that is sent again and again.

import type { FieldBlock } from "../http/field-block.ts";
import type { FilePlan } from "./plan-file.ts";

/** What `planFile` has made for a representation so far. */
export class KeptPlans {
  /** To send all of it. */
  whole: FilePlan | undefined;
  notModified: FilePlan | undefined;
  /** When the representation changed, in seconds since 1970. */
  lastModified: number | undefined;
  /** The field that only a part of it needs apart from the others. */
  type: FieldBlock | undefined;
  /** The fields that all of it and a part of it have. */
  common: FieldBlock | undefined;
}
