// Sets of defaults, each with a name.

import type { Options } from "./options.ts";

/**
 * What the presets of `--like` put in place of the usual defaults. What has no option of its own is in `compose.ts`.
 *
 * Links are not part of it: in Python they lead out of the directory, which is a hole, and has to be asked for by `--symlinks follow`.
 */
export const PRESETS: Readonly<Record<NonNullable<Options["like"]>, Partial<Options>>> = {
  python: { protocol: "HTTP/1.0", charset: "", etag: "none" },
};
