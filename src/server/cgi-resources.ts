// What the handlers of one server share for the sake of scripts.

import { ProcessSlots } from "../cgi/slots.ts";
import { Spools } from "../cgi/spool.ts";
import type { BaseServer } from "../socketserver/base-server.ts";

/** Slots and files of a server. */
export interface CgiResources {
  readonly slots: ProcessSlots;
  readonly spools: Spools;
}

const resources = new WeakMap<BaseServer, CgiResources>();

/** Returns a server's; they are made when the first script is run. */
export function resourcesOf(server: BaseServer): CgiResources {
  const known = resources.get(server);
  if (known !== undefined) return known;
  const made = { slots: new ProcessSlots(), spools: new Spools() };
  resources.set(server, made);
  return made;
}
