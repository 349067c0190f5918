// Defaults under one name.

import type { Options } from "./options.ts";

/**
 * What the presets of `--like` put in the place of the usual defaults. What is no option of its own is in `compose.ts`.
 *
 * Links are not among it: that they lead out of the directory in Python is a hole, and `--symlinks follow` says so aloud.
 */
export const PRESETS: Readonly<Record<NonNullable<Options["like"]>, Partial<Options>>> = {
  python: { protocol: "HTTP/1.0", charset: "", etag: "none" },
};
