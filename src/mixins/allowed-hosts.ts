// Which names a server answers to.

import { hostOf, isAddress } from "../http/host.ts";
import { behind, isThenable } from "../io/thenable.ts";
import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/**
 * Makes a handler answer 421 Misdirected Request (RFC 9110 §15.5.20) to requests for a host with any other name.
 *
 * A web site can point its own name at 127.0.0.1 or into your network; its pages, open in a browser there, can then read what this server
 * says (DNS rebinding). `Host` gives such requests away, as it still holds the site's name.
 *
 * `hosts` are names without a port; `.my.example` covers `my.example` and every name below it. `localhost`, names below it, IP addresses,
 * and requests without `Host`, which no browser sends, are always answered: none of them can be pointed elsewhere.
 */
export function AllowedHostsMixin<Base extends Constructor<BaseHTTPRequestHandler>>(
  base: Base,
  hosts: readonly string[],
): Base {
  const allowed = [".localhost", ...hosts.map((host) => host.toLowerCase())];

  class AllowedHosts extends (base as Constructor<BaseHTTPRequestHandler>) {
    override parseRequest(): boolean | Promise<boolean> {
      const accepting = super.parseRequest();
      if (isThenable(accepting)) return accepting.then((isAccepted) => isAccepted && this.#checkHost());
      return accepting && this.#checkHost();
    }

    #checkHost(): boolean | Promise<boolean> {
      const host = hostOf(this.headers.get("Host") ?? "");
      if (host === "" || isAddress(host) || allowed.some((name) => covers(name, host))) return true;
      return behind(this.sendError(421, undefined, `This server does not answer to the name ${host}`), false);
    }
  }
  return AllowedHosts as unknown as Base;
}

function covers(name: string, host: string): boolean {
  return name.startsWith(".") ? host === name.slice(1) || host.endsWith(name) : host === name;
}
