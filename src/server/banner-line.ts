// The line that says where a server listens. Programs read it: it is Python's, to the letter.

import { type Address, authorityOf } from "../socketserver/server-address.ts";

/** The address of a server as a link. */
export function serverUrl(host: string, port: number, isSecure: boolean): string {
  return `${isSecure ? "https" : "http"}://${authorityOf(host, port)}/`;
}

/** Makes the line for a bound address: `Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...`, without line end. */
export function bannerLine(address: Address, isSecure: boolean): string {
  const [host, port] = typeof address === "string" ? [address, 0] : address;
  return `Serving ${isSecure ? "HTTPS" : "HTTP"} on ${host} port ${port} (${serverUrl(host, port, isSecure)}) ...`;
}
