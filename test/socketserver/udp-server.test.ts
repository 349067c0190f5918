// Servers on UDP sockets. CPython's counterpart is in test_socketserver.

import assert from "node:assert/strict";
import dgram, { createSocket, type Socket } from "node:dgram";
import { describe, test } from "node:test";
import { ThreadingUDPServer } from "../../src/socketserver/combinations.ts";
import {
  BaseRequestHandler,
  type DatagramRequest,
  DatagramRequestHandler,
} from "../../src/socketserver/request-handlers.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { UDPServer } from "../../src/socketserver/udp-server.ts";
import { captureStderr } from "../server/test-handlers.ts";
import { deferred, settle, sleep, until } from "../support/waiting.ts";
import { EchoPacketHandler, talkByPacket, withServer } from "./clients.ts";

const LOOPBACK: Address = ["127.0.0.1", 0];

for (const serverClass of [UDPServer, ThreadingUDPServer]) {
  test(`three clients of a ${serverClass.name} get their line back; then it is closed`, async () => {
    const server = new serverClass(LOOPBACK, EchoPacketHandler);
    await withServer(server, async ({ serverAddress }) => {
      assert.ok((serverAddress[1] as number) > 0);
      for (let i = 0; i < 3; i++) assert.equal(await talkByPacket(serverAddress, "hello world\n"), "hello world\n");
    });
    assert.equal(server.socket, undefined);
    assert.equal(server.fileno(), -1);
  });
}

test("IPv6 is used for an IPv6 address", async () => {
  await withServer(new UDPServer(["::1", 0], EchoPacketHandler), async ({ serverAddress }) => {
    assert.equal(serverAddress.length, 4);
    assert.equal(await talkByPacket(serverAddress, "six\n"), "six\n");
  });
});

test("a server on :: answers clients of both families, at the address Python gives a handler", async () => {
  const clients: Address[] = [];
  class Noting extends EchoPacketHandler {
    override setup(): void | Promise<void> {
      clients.push(this.clientAddress);
      return super.setup();
    }
  }
  await withServer(new UDPServer(["::", 0], Noting), async ({ serverAddress }) => {
    const port = serverAddress[1] as number;
    assert.equal(await talkByPacket(["127.0.0.1", port], "four\n"), "four\n");
    assert.equal(await talkByPacket(["::1", port], "six\n"), "six\n");
  });
  assert.deepEqual(
    clients.map(([host, , ...rest]) => [host, ...(rest as number[])]),
    [
      ["::ffff:127.0.0.1", 0, 0],
      ["::1", 0, 0],
    ],
  );
});

test("a request is a packet and the socket, cut to maxPacketSize", async () => {
  const requests: DatagramRequest[] = [];
  class Raw extends BaseRequestHandler<DatagramRequest> {
    override handle(): void {
      requests.push(this.request);
      this.request[1].send("done", this.clientAddress[1] as number, this.clientAddress[0]);
    }
  }
  await withServer(new UDPServer(LOOPBACK, Raw), async (server) => {
    const { serverAddress, socket } = server;
    await talkByPacket(serverAddress, Buffer.alloc(8192, "a"));
    await talkByPacket(serverAddress, Buffer.alloc(8193, "b"));
    server.maxPacketSize = 3;
    await talkByPacket(serverAddress, "12345");
    await talkByPacket(serverAddress, "");
    assert.deepEqual(
      requests.map(([packet]) => packet.length),
      [8192, 8192, 3, 0],
    );
    for (const request of requests) assert.equal(request[1], socket);
  });
});

test("what a handler writes is one packet, even if it is nothing", async () => {
  class Pieces extends DatagramRequestHandler {
    override async handle(): Promise<void> {
      const packet = (await this.rfile.read()).toString();
      assert.equal(packet, this.packet.toString());
      for (const letter of packet) this.wfile.write(`${letter}.`);
    }
  }
  await withServer(new UDPServer(LOOPBACK, Pieces), async ({ serverAddress }) => {
    assert.equal(await talkByPacket(serverAddress, "abc"), "a.b.c.");
    assert.equal(await talkByPacket(serverAddress, ""), "");
  });
});

test("a packet whose handler throws is not answered, and the server goes on", async (t) => {
  const stderr = captureStderr(t);
  class Picky extends EchoPacketHandler {
    override async handle(): Promise<void> {
      if (this.packet.length === 4) throw new RangeError("four bytes");
      await super.handle();
    }
  }
  await withServer(new UDPServer(LOOPBACK, Picky), async ({ serverAddress }) => {
    const socket = createSocket("udp4");
    socket.send("four", serverAddress[1] as number, "127.0.0.1");
    assert.equal(await talkByPacket(serverAddress, "other"), "other");
    socket.close();
  });
  assert.match(stderr(), /four bytes/);
});

test("an answer too long for a packet is told to handleError", async (t) => {
  const stderr = captureStderr(t);
  class Long extends DatagramRequestHandler {
    override handle(): void {
      this.wfile.write(Buffer.alloc(70_000));
    }
  }
  await withServer(new UDPServer(LOOPBACK, Long), async ({ serverAddress }) => {
    const socket = createSocket("udp4");
    socket.send("long", serverAddress[1] as number, "127.0.0.1");
    await until(() => stderr().includes("EMSGSIZE"));
    socket.close();
  });
});

describe("a server without a mixin", () => {
  /** Answers when its gate is open. */
  class Gated extends EchoPacketHandler {
    static gate = deferred();
    static handled: string[] = [];

    static reset(): void {
      Gated.gate = deferred();
      Gated.handled = [];
    }

    override async handle(): Promise<void> {
      Gated.handled.push(this.packet.toString());
      await Gated.gate.promise;
      await super.handle();
    }
  }

  test("handles one packet at a time, in order of arrival", async () => {
    Gated.reset();
    await withServer(new UDPServer(LOOPBACK, Gated), async (server) => {
      const answers = [talkByPacket(server.serverAddress, "1")];
      await until(() => Gated.handled.length === 1);
      answers.push(talkByPacket(server.serverAddress, "2"));
      await until(() => server.waitingCount === 1);
      await settle();
      assert.deepEqual(Gated.handled, ["1"]);
      Gated.gate.resolve();
      assert.deepEqual(await Promise.all(answers), ["1", "2"]);
    });
  });

  test("keeps a thousand packets waiting, and loses more", async () => {
    Gated.reset();
    await withServer(new UDPServer(LOOPBACK, Gated), async (server) => {
      const sender = { address: "127.0.0.1", port: 9, family: "IPv4", size: 1 } as const;
      for (let i = 0; i < 2000; i++) server.packetArrived(Buffer.from("x"), sender);
      await settle();
      assert.ok(server.waitingCount >= 1000 && server.waitingCount <= 1024, String(server.waitingCount));
      Gated.gate.resolve();
    });
  });

  test("still answers the packet in hand when it is closed", async () => {
    Gated.reset();
    const server = new UDPServer(LOOPBACK, Gated);
    await server.prepare();
    const served = server.serveForever();
    const answer = talkByPacket(server.serverAddress, "late");
    await until(() => Gated.handled.length === 1);
    const socket = server.socket as Socket;
    await server.shutdown();
    await server.serverClose();
    assert.equal(server.socket, undefined);
    setTimeout(() => Gated.gate.resolve(), 10);
    assert.equal(await answer, "late");
    await served;
    await sleep(1);
    assert.throws(() => socket.address());
  });
});

test("EADDRINUSE rejects, and nothing is left open", async (t) => {
  await withServer(new UDPServer(LOOPBACK, EchoPacketHandler), async ({ serverAddress }) => {
    const second = new UDPServer(serverAddress, EchoPacketHandler);
    const { mock } = t.mock.method(dgram, "createSocket");
    await assert.rejects(second.serveForever(), { code: "EADDRINUSE" });
    assert.equal(second.socket, undefined);
    const [made] = mock.calls.map(({ result }) => result as Socket);
    assert.throws(() => made?.address(), { code: "ERR_SOCKET_DGRAM_NOT_RUNNING" });
  });
});

test("an error of the bound socket is told on stderr, and the server goes on", async (t) => {
  const stderr = captureStderr(t);
  await withServer(new UDPServer(LOOPBACK, EchoPacketHandler), async (server) => {
    server.socket?.emit("error", new Error("recvmsg ENOBUFS"));
    assert.equal(await talkByPacket(server.serverAddress, "on"), "on");
  });
  assert.match(stderr(), /recvmsg ENOBUFS/);
});
