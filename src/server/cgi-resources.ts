// What the handlers of one server share to run scripts.

import { ProcessSlots } from "../cgi/slots.ts";
import { Spools } from "../cgi/spool.ts";
import type { BaseServer } from "../socketserver/base-server.ts";

/** Slots and files of a server. */
export interface CgiResources {
  readonly slots: ProcessSlots;
  readonly spools: Spools;
}

const resources = new WeakMap<BaseServer, CgiResources>();

/** Returns those of a server; they are made when its first script is run. */
export function resourcesOf(server: BaseServer): CgiResources {
  const known = resources.get(server);
  if (known !== undefined) return known;
  const made = { slots: new ProcessSlots(), spools: new Spools() };
  resources.set(server, made);
  return made;
}
