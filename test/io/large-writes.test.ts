import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { cutLargeWrites, takenBytes } from "../../src/io/large-writes.ts";
import { deferred, sleep, until } from "../support/waiting.ts";

const PSK = Buffer.alloc(32); // does without a certificate
const TLS = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;

/** Each makes a server and a client. */
const KINDS: Readonly<Record<string, [(take: (socket: Socket) => void) => Server, (port: number) => Socket]>> = {
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

/** Both ends of a connection that ends with the test, the server's with its large writes cut. Its client reads nothing unless told to. */
async function open(t: TestContext, kind: string): Promise<[client: Socket, socket: Socket]> {
  const [listen, connectTo] = KINDS[kind] as (typeof KINDS)[string];
  const accepted = deferred<Socket>();
  const server = listen(accepted.resolve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = connectTo((server.address() as { port: number }).port);
  const socket = await accepted.promise;
  cutLargeWrites(socket);
  t.after(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  for (const end of [client, socket]) end.on("error", () => undefined);
  client.pause();
  return [client, socket];
}

const MANY: Readonly<Record<string, (socket: Socket) => void>> = {
  "one large write": (socket) => socket.write(Buffer.alloc(40 << 20)),
  "many writes together": (socket) => {
    socket.cork();
    for (let i = 0; i < 640; i++) socket.write(Buffer.alloc(65_536));
    socket.uncork();
  },
};

for (const [kind, what] of Object.keys(KINDS).flatMap((kind) =>
  Object.keys(MANY).map((what) => [kind, what] as const),
)) {
  test(`of ${what} to ${kind} it shows what the client has made room for`, async (t) => {
    const [client, socket] = await open(t, kind);
    MANY[what]?.(socket);
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
    assert.ok(socket.writableLength > 0, "the rest is under way still");
  });
}

for (const kind of Object.keys(KINDS)) {
  test(`what is written to ${kind} arrives whole and in order, be it large or small, bytes or text, together or not`, async (t) => {
    const [client, socket] = await open(t, kind);
    const bytes = Buffer.alloc((45 << 16) + 1); // the last piece is one byte
    for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE(i, Math.min(i, bytes.length - 4));
    const text = "Ein Stück, 一片, 🧩. ".repeat(30_000);
    const expected: Buffer[] = [];
    const written: number[] = [];
    const write = (chunk: Buffer | string, encoding: BufferEncoding = "utf8"): void => {
      const number = expected.push(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
      socket.write(chunk, encoding, () => written.push(number));
    };
    write("small");
    write(bytes);
    write("\xff", "latin1");
    write(text);
    for (let i = 0; i < 1000; i++) write(bytes.subarray(i, i + 1000));
    socket.cork();
    write("head");
    write(bytes);
    socket.uncork();
    write("last");
    socket.end();

    const pieces: Buffer[] = [];
    for await (const piece of client) pieces.push(piece as Buffer);
    assert.ok(Buffer.concat(pieces).equals(Buffer.concat(expected)));
    assert.deepEqual(
      written,
      expected.map((_, i) => i + 1),
    );
  });

  test(`a large write to ${kind} that does not come to its end fails, and says so`, async (t) => {
    const [, socket] = await open(t, kind);
    const failed = deferred<Error | null | undefined>();
    socket.write(Buffer.alloc(40 << 20), failed.resolve);
    await sleep(50);
    socket.destroy();
    assert.ok((await failed.promise) instanceof Error);
  });
}

test("a large write to a client that takes all at once lets others have their turn", async (t) => {
  const [client, socket] = await open(t, "a plain socket");
  client.resume();
  let turns = 0;
  const count = (): void => {
    turns++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  await new Promise((resolve) => socket.write(Buffer.alloc(16 << 20), resolve));
  clearImmediate(counting);
  assert.ok(turns >= 15, `${turns} turns`);
});
