// The servers on Unix sockets, which have a path for an address.

import type { AddressFamily } from "./server-address.ts";
import { TCPServer } from "./tcp-server.ts";
import { UDPServer } from "./udp-server.ts";

/**
 * A server on a Unix socket (Python's `socketserver.UnixStreamServer`). `serverAddress` is its path, on Windows the name of a
 * pipe (`\\.\pipe\NAME`), and a client's address is `""`.
 *
 * Differs from Python: Node removes the socket's file when the server is closed. As in Python, binding fails (`EADDRINUSE`) while another
 * file is in the way.
 */
export class UnixStreamServer extends TCPServer {
  override addressFamily: AddressFamily = "Unix";
}

/**
 * A stand-in for Python's `socketserver.UnixDatagramServer`, so that programs find the name. Node has no Unix datagram sockets, so it
 * cannot be bound.
 *
 * Differs from Python: `serverBind()` rejects. Use `UnixStreamServer`, or `UDPServer` on a loopback address.
 */
export class UnixDatagramServer extends UDPServer {
  override addressFamily: AddressFamily = "Unix";

  override openSocket(): Promise<void> {
    return Promise.reject(
      new Error("Node has no Unix datagram sockets. Use a UnixStreamServer, or a UDPServer on a loopback address."),
    );
  }
}
