// Servers on Unix sockets. CPython's tests of Unix datagram servers have no counterpart but the first one here: Node has
// no such sockets.

import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ThreadingUnixDatagramServer, ThreadingUnixStreamServer } from "../../src/socketserver/combinations.ts";
import type { Address, AddressFamily } from "../../src/socketserver/server-address.ts";
import { TCPServer } from "../../src/socketserver/tcp-server.ts";
import { UnixDatagramServer, UnixStreamServer } from "../../src/socketserver/unix-server.ts";
import { EchoHandler, EchoPacketHandler, talk, withFolder, withServer } from "./clients.ts";

test("a Unix datagram server can be made, and says when it is bound that Node has no such sockets", async () => {
  for (const serverClass of [UnixDatagramServer, ThreadingUnixDatagramServer]) {
    const server = new serverClass("/nowhere/socket", EchoPacketHandler);
    assert.equal(server.addressFamily, "Unix");
    await assert.rejects(server.serverBind(), /Node has no Unix datagram sockets/);
    await assert.rejects(server.serveForever(), /Node has no Unix datagram sockets/);
    await server.serverClose();
  }
});

describe("UnixStreamServer", { skip: process.platform === "win32" }, () => {
  for (const serverClass of [UnixStreamServer, ThreadingUnixStreamServer]) {
    test(`three clients of a ${serverClass.name} get their line back; then it is closed, and its file gone`, () =>
      withFolder(async (folder) => {
        const path = join(folder, "socket");
        const server = new serverClass(path, EchoHandler);
        await withServer(server, async () => {
          assert.equal(server.serverAddress, path);
          for (let i = 0; i < 3; i++) assert.equal(await talk(path, "hello world\n"), "hello world\n");
        });
        assert.equal(server.fileno(), -1);
        assert.equal(existsSync(path), false);
      }));
  }

  test("a TCPServer of the family Unix is one", () =>
    withFolder(async (folder) => {
      class Server extends TCPServer {
        override addressFamily: AddressFamily = "Unix";
      }
      const path = join(folder, "socket");
      await withServer(new Server(path, EchoHandler), async ({ serverAddress }) => {
        assert.equal(serverAddress, path);
        assert.equal(await talk(path, "hello world\n"), "hello world\n");
      });
    }));

  test("a client's address is the empty string", () =>
    withFolder(async (folder) => {
      const addresses: Address[] = [];
      class Noting extends EchoHandler {
        override async handle(): Promise<void> {
          addresses.push(this.clientAddress);
          await super.handle();
        }
      }
      await withServer(new UnixStreamServer(join(folder, "socket"), Noting), async ({ serverAddress }) => {
        assert.equal(await talk(serverAddress, "who am I\n"), "who am I\n");
      });
      assert.deepEqual(addresses, [""]);
    }));

  test("a file that is in the way is an error, and stays", () =>
    withFolder(async (folder) => {
      const path = join(folder, "file");
      writeFileSync(path, "");
      await assert.rejects(new UnixStreamServer(path, EchoHandler).serveForever(), { code: "EADDRINUSE" });
      assert.equal(existsSync(path), true);
    }));
});
