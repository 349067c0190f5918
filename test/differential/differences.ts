// All differences by their names.

import { CGI_DIFFERENCES } from "./cgi-differences.ts";
import type { Difference } from "./difference.ts";
import { FILE_DIFFERENCES } from "./file-differences.ts";
import { HANDLER_DIFFERENCES } from "./handler-differences.ts";
import { PROTOCOL_DIFFERENCES } from "./protocol-differences.ts";

export const DIFFERENCES = {
  ...PROTOCOL_DIFFERENCES,
  ...FILE_DIFFERENCES,
  ...HANDLER_DIFFERENCES,
  ...CGI_DIFFERENCES,
} satisfies Record<string, Difference>;

/** The name of a difference. */
export type DifferenceName = keyof typeof DIFFERENCES;
