// Which family of addresses a server listens on when none was given.

import { findAddress } from "../socketserver/find-address.ts";
import type { TCPServer } from "../socketserver/tcp-server.ts";

/** The errors with which a system without IPv6, or with IPv6 switched off, refuses the address `::`. */
const NO_IPV6 = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL", "EINVAL", "EPROTONOSUPPORT"]);

/**
 * Binds and activates a server (Python's `_get_best_family` and what follows it). A server whose host is "" listens on all interfaces: with
 * IPv6 and IPv4 on one socket where the system has IPv6, else with IPv4. For a name it takes the address that the system gives first.
 *
 * Rejects when the address cannot be bound.
 */
export async function bindBestFamily(server: TCPServer): Promise<void> {
  const { serverAddress } = server;
  if (typeof serverAddress === "string") return server.prepare();
  const [host, port] = serverAddress;
  if (host !== "") {
    const { address, family } = await findAddress(host);
    server.addressFamily = family === 6 ? "IPv6" : "IPv4";
    server.serverAddress = [address, port]; // a second look-up of the name could take long, and give another address
    return server.prepare();
  }
  server.addressFamily = "IPv6";
  try {
    await server.prepare();
  } catch (error) {
    if (!NO_IPV6.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    server.addressFamily = "IPv4";
    await server.prepare();
  }
}
