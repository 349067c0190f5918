// Whether to use colours.

import type { Environment } from "./environment.ts";

/**
 * Tells whether to colour what goes to a stream. `FORCE_COLOR` decides, then `NO_COLOR`, and then whether it is a terminal
 * that knows colours.
 */
export function wantsColor(stream: { readonly isTTY?: boolean }, environment: Environment): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = environment;
  if (force !== undefined) return force !== "0" && force !== "false";
  if (no !== undefined && no !== "") return false;
  return stream.isTTY === true && terminal !== "dumb";
}
