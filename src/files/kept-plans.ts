// What all plans for one representation have in common, made once for a representation that is sent again and again.

import type { FieldBlock } from "../http/field-block.ts";
import type { FilePlan } from "./plan-file.ts";

/** What `planFile` has made for a representation so far. */
export class KeptPlans {
  /** The plan to send all of it. */
  whole: FilePlan | undefined;
  notModified: FilePlan | undefined;
  /** When the representation changed, in seconds since 1970. */
  lastModified: number | undefined;
  /** The Content-type on its own, as a 206 with one part needs it. */
  type: FieldBlock | undefined;
  /** The fields that a 200 and a 206 share. */
  common: FieldBlock | undefined;
}
