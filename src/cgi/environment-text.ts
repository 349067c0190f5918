// Texts on their way into an environment variable.

import { isUtf8 } from "node:buffer";
import { wireText } from "../http/escape.ts";

/**
 * Returns latin-1 text as a variable takes it. Node writes variables as UTF-8, so bytes that are UTF-8 are decoded, and arrive unchanged.
 * Others are taken for latin-1, as Python takes all. Text that does not come from a request stays as it is.
 */
export function environmentText(latin1: string): string {
  const bytes = Buffer.from(wireText(latin1), "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : latin1;
}
