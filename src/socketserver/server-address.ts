// Addresses as Python shows them: a host and a port, or a path.

/** `[host, port]` for internet sockets, with flow info and scope for IPv6 once bound; a path for Unix sockets. */
export type Address = readonly [host: string, port: number, ...rest: number[]] | string;

/** What Python's `address_family` says: `AF_INET`, `AF_INET6`, `AF_UNIX`. */
export type AddressFamily = "IPv4" | "IPv6" | "Unix";

/** An IPv4 address as a socket for both families shows it. */
const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;

/**
 * Makes an address from what Node says about a bound or connected socket.
 *
 * Differs from Python: on a TCP socket for both families, an IPv4 client has its IPv4 address, without `::ffff:`.
 */
export function addressOf(host: string | undefined, port: number | undefined, family: string | undefined): Address {
  const name = host ?? "";
  if (family !== "IPv6") return [name, port ?? 0];
  const mapped = MAPPED_IPV4.exec(name)?.[1];
  return mapped === undefined ? [name, port ?? 0, 0, 0] : [mapped, port ?? 0];
}

/** Writes a host and a port as they stand in a URL, an IPv6 address in brackets. */
export function authorityOf(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What to bind an internet socket to; the host `""` stands for all interfaces of the family. */
export function bindingOf(
  address: Address,
  family: AddressFamily,
): { readonly host: string; readonly port: number; readonly isIPv6: boolean } {
  if (!Array.isArray(address)) {
    const given = JSON.stringify(address);
    const hint = typeof address === "string" ? " is a path, for a UnixStreamServer" : " is none";
    throw new TypeError(`The address of an internet server is [host, port]; ${given}${hint}.`);
  }
  const [host, port] = address;
  const isIPv6 = family === "IPv6" || host.includes(":");
  const everywhere = isIPv6 ? "::" : "0.0.0.0";
  return { host: host === "" ? everywhere : host, port, isIPv6 };
}
