// Clients of servers under test, and the handlers they speak with.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatagramRequestHandler, StreamRequestHandler } from "../../src/socketserver/request-handlers.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import type { TCPServer } from "../../src/socketserver/tcp-server.ts";
import { RawClient } from "../support/raw-client.ts";

/** Sends back the line it gets. */
export class EchoHandler extends StreamRequestHandler {
  override async handle(): Promise<void> {
    this.wfile.write(await this.rfile.readline());
  }
}

/** Sends back the line of a packet. */
export class EchoPacketHandler extends DatagramRequestHandler {
  override async handle(): Promise<void> {
    this.wfile.write(await this.rfile.readline());
  }
}

/** Connects to a TCP or Unix socket. */
export async function connectTo(address: Address): Promise<RawClient> {
  const target = typeof address === "string" ? { path: address } : { host: address[0], port: address[1] };
  const socket = connect({ ...target, allowHalfOpen: true });
  await once(socket, "connect");
  return new RawClient(socket);
}

/** Sends a text over a connection, and returns all that comes back. */
export async function talk(address: Address, text: string): Promise<string> {
  using client = await connectTo(address);
  client.send(text);
  return await client.ended();
}

/** Sends a packet, and returns the one that comes back. */
export async function talkByPacket(address: Address, packet: string | Buffer): Promise<string> {
  const socket = createSocket(address[0].includes(":") ? "udp6" : "udp4");
  const answer = once(socket, "message", { signal: AbortSignal.timeout(60_000) });
  socket.send(packet, address[1] as number, address[0]);
  const [data] = (await answer) as [Buffer];
  await new Promise<void>((resolve) => socket.close(resolve));
  return data.toString("latin1");
}

/** What a server does in a test. */
type Life = Pick<TCPServer, "prepare" | "serveForever" | "shutdown" | "serverClose">;

/** Runs a server in the background while a body speaks with it; then it is shut down and closed. */
export async function withServer<Server extends Life>(
  server: Server,
  body: (server: Server) => Promise<void>,
): Promise<void> {
  await server.prepare();
  const served = server.serveForever(0.01);
  try {
    await body(server);
  } finally {
    await server.shutdown();
    await server.serverClose();
    await served;
  }
}

/** Makes a folder for sockets, and removes it after a body has used it. Their paths have to be short. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "unix-"));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
