// What the `Server` field says.

import { VERSION } from "../http/version.ts";

/** Our version as `Server` shows it: only major.minor, as the rest would help nobody but attackers. */
export const SHORT_VERSION: string = VERSION.split(".", 2).join(".");

/** The last field that was joined: nearly always the next one as well. */
let last = { server: "", sys: "", text: "" };

/** Joins the parts of a `Server` field that are not empty. */
export function joinVersions(server: string, sys: string): string {
  if (server !== last.server || sys !== last.sys) {
    const separator = server !== "" && sys !== "" ? " " : "";
    last = { server, sys, text: server + separator + sys };
  }
  return last.text;
}
