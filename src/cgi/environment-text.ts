// Texts on their way into a variable.

import { isUtf8 } from "node:buffer";
import { wireText } from "../http/escape.ts";

/**
 * Returns latin-1 text as a variable has it: Node writes variables as UTF-8, so bytes that are UTF-8 stay the bytes they are. Others are
 * taken for latin-1, as Python does with all. Text that was never a request's stays as it is.
 */
export function environmentText(latin1: string): string {
  const bytes = Buffer.from(wireText(latin1), "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : latin1;
}
