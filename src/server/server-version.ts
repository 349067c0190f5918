// What the `Server` field says.

import { VERSION } from "../http/version.ts";

/** Our version as `Server` shows it: no more than major.minor, which is no map for attackers. */
export const SHORT_VERSION: string = VERSION.split(".", 2).join(".");

/** The last field put together: nearly always the next one too. */
let last = { server: "", sys: "", text: "" };

/** Joins the words of a `Server` field that are there. */
export function joinVersions(server: string, sys: string): string {
  if (server !== last.server || sys !== last.sys) {
    const separator = server !== "" && sys !== "" ? " " : "";
    last = { server, sys, text: server + separator + sys };
  }
  return last.text;
}
