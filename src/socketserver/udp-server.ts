// The server on a UDP socket. node:dgram is loaded when the first one is bound.

import type { RemoteInfo, Socket, SocketOptions } from "node:dgram";
import { BindingServer, whenBound } from "./binding-server.ts";
import type { DatagramRequest } from "./request-handlers.ts";
import { type Address, addressOf, bindingOf } from "./server-address.ts";

/** Packets that may wait for their turn; further ones are lost, as when the system's buffer is full. */
const WAITING_PACKETS = 1024;
/** How long a packet in hand may take to be answered after the server was closed; 2 s, as a TCP connection lingers. */
const LINGER_MS = 2000;

/**
 * A server on a UDP socket (Python's `socketserver.UDPServer`); a request is a packet, and the socket to answer through.
 *
 * Class attributes: `addressFamily`, `socketType`, `maxPacketSize`, `allowReuseAddress`, `allowReusePort`.
 */
export class UDPServer extends BindingServer<DatagramRequest> {
  override readonly socketType: string = "dgram";
  /** Bytes of a packet that are kept; the rest of a larger one is lost. */
  maxPacketSize = 8192;
  /** Sets SO_REUSEADDR. On Windows another program may then take the port over. */
  allowReuseAddress = false;
  /** The socket, from `serverBind` to `serverClose`. */
  override socket: Socket | undefined;

  override async openSocket(): Promise<void> {
    const { host, port, isIPv6 } = bindingOf(this.serverAddress, this.addressFamily);
    const options = {
      type: isIPv6 ? "udp6" : "udp4",
      reuseAddr: this.allowReuseAddress,
      ...(this.allowReusePort ? { reusePort: true } : {}),
    } satisfies SocketOptions;
    const socket = process.getBuiltinModule("node:dgram").createSocket(options);
    try {
      await whenBound(socket, (done) => socket.bind({ address: host, port }, done));
    } catch (error) {
      socket.close();
      throw error;
    }
    socket.on("error", (error) => this.socketFailed(error));
    socket.on("message", (packet, sender) => this.packetArrived(packet, sender));
    this.socket = socket;
  }

  /** Receives nothing more; packets in hand can still be answered. */
  override async closeSocket(): Promise<void> {
    const { socket } = this;
    if (socket === undefined) return;
    this.socket = undefined;
    socket.removeAllListeners("message");
    const closing = this.drain(LINGER_MS).then(() => socket.close());
    if (this.activeCount === 0) await closing;
  }

  /** Takes a packet. */
  packetArrived(packet: Buffer, sender: RemoteInfo): void {
    if (this.socket === undefined || this.waitingCount >= WAITING_PACKETS) return;
    const data = packet.length > this.maxPacketSize ? packet.subarray(0, this.maxPacketSize) : packet;
    this.requestArrived([data, this.socket], senderAddress(sender));
  }

  override boundAddress(): Address {
    const bound = this.socket?.address();
    return bound === undefined ? this.serverAddress : addressOf(bound.address, bound.port, bound.family);
  }

  /** Always -1: Node does not tell. */
  override fileno(): number {
    return -1;
  }
}

/** Where answers go. On a socket for both families, an IPv4 client can only be reached at its `::ffff:` address. */
function senderAddress({ address, port, family }: RemoteInfo): Address {
  return family === "IPv6" ? [address, port, 0, 0] : [address, port];
}
