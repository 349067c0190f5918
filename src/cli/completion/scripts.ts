// The completion scripts of all shells, for the build to write.

import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

/** Makes all scripts. @returns them by the names of their shells. */
export function completionScripts(): Readonly<Record<string, string>> {
  return { bash: bashCompletion(), zsh: zshCompletion(), fish: fishCompletion() };
}
