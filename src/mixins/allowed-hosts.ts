// Which names a server answers to. Off, it costs nothing: it is not in the class.

import { hostOf, isAddress } from "../http/host.ts";
import { isThenable } from "../io/thenable.ts";
import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/**
 * Makes a handler answer 421 Misdirected Request (RFC 9110 §15.5.20) to whoever asks for a host with another name.
 *
 * A web site can let its own name lead to 127.0.0.1 or into your network, and its pages then read, in a browser there, what this server
 * says (DNS rebinding). They do so under that name: it is what `Host` says.
 *
 * `hosts` are names without a port; `.my.example` is `my.example` and all names that end so. Always answered are `localhost` and names below
 * it, addresses, and requests without `Host`, which no browser sends: none of them can be made to lead elsewhere.
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

    #checkHost(): boolean {
      const host = hostOf(this.headers.get("Host") ?? "");
      if (host === "" || isAddress(host) || allowed.some((name) => covers(name, host))) return true;
      this.sendError(421, undefined, `This server does not answer to the name ${host}`);
      return false;
    }
  }
  return AllowedHosts as unknown as Base;
}

function covers(name: string, host: string): boolean {
  return name.startsWith(".") ? host === name.slice(1) || host.endsWith(name) : host === name;
}
