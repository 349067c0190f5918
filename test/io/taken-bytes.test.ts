import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { test } from "node:test";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { takenBytes } from "../../src/io/taken-bytes.ts";
import { deferred, sleep, until } from "../support/waiting.ts";

const PSK = Buffer.alloc(32); // does without a certificate
const TLS = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;

/** Each makes a server and a client. */
const KINDS: Record<string, [(take: (socket: Socket) => void) => Server, (port: number) => Socket]> = {
  "a plain socket": [createServer, (port) => connect(port, "127.0.0.1")],
  "a socket of TLS": [
    (take) => createTlsServer({ ...TLS, pskCallback: () => PSK }, take),
    (port) =>
      connectTls({
        ...TLS,
        host: "127.0.0.1",
        port,
        pskCallback: () => ({ psk: PSK, identity: "client" }),
        checkServerIdentity: () => undefined,
      }),
  ],
};

for (const [kind, [listen, open]] of Object.entries(KINDS)) {
  test(`of one large write to ${kind} it shows what the client has made room for`, async (t) => {
    const accepted = deferred<Socket>();
    const server = listen(accepted.resolve);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = open((server.address() as { port: number }).port);
    const socket = await accepted.promise;
    t.after(() => {
      client.destroy();
      socket.destroy();
      server.close();
    });
    for (const end of [client, socket]) end.on("error", () => undefined);
    client.pause();
    socket.write(Buffer.alloc(40 << 20));
    let taken = -1;
    for (; taken !== takenBytes(socket); await sleep(50)) taken = takenBytes(socket);

    await sleep(50);
    assert.equal(takenBytes(socket), taken, "the client takes nothing");
    let received = 0;
    client.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received > 8 << 20) client.pause();
    });
    client.resume();
    await until(() => takenBytes(socket) > taken);
    assert.ok(socket.writableLength > 0, "all is one write, and under way still");
  });
}
