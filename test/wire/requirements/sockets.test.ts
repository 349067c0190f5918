// RFC 9112 §9.4 to §9.8: what only sockets show.

import assert from "node:assert/strict";
import { connect as connectTcp, createServer, type Server, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { ThreadingHTTPSServer } from "../../../src/server/https-server.ts";
import { type RunningServer, startServer } from "../../../src/testing/index.ts";
import { type Certificates, makeCertificates, removeCertificates } from "../../server/certificates.ts";
import { PersistentHandler } from "../../server/test-handlers.ts";
import { findProgram, needs } from "../../support/programs.ts";
import { RawClient } from "../../support/raw-client.ts";
import { request } from "../../support/requests.ts";
import { sleep } from "../../support/waiting.ts";
import { get, post } from "./requirement.ts";

test("connections are served beside each other, however long one takes (RFC 9112 §9.4)", async () => {
  await using running = await startServer(PersistentHandler);
  using slow = await RawClient.connect(running);
  slow.send(post("he", "Content-Length: 5"));
  using other = await RawClient.connect(running);
  other.send(get());
  await other.until("\r\n\r\n/");
  slow.send("llo");
  await slow.until("\r\n\r\nhello");
});

test("a server notices that a client closed its side, and closes its own (RFC 9112 §9.5)", async () => {
  await using running = await startServer(PersistentHandler);
  using client = await RawClient.connect(running);
  client.sendEnd();
  assert.equal(await client.ended(), "");
});

test("a client that closed its side gets the answers to what it sent (RFC 9112 §9.6)", async () => {
  await using running = await startServer(PersistentHandler);
  using client = await RawClient.connect(running);
  client.send(get() + request("GET /b HTTP/1.1"));
  client.sendEnd();
  assert.match(await client.ended(), /\r\n\r\n\/HTTP[^]*\r\n\r\n\/b$/);
});

for (const [what, first] of [
  ["a request is refused", get("X : y")],
  ["a body is refused", request("POST / HTTP/1.1", "Content-Length: x")],
  ["a method is unknown", request("FROB / HTTP/1.1", "Content-Length: 3000000")],
] as const) {
  test(`the answer arrives though the client goes on sending when ${what} (RFC 9112 §9.6)`, async () => {
    await using running = await startServer(PersistentHandler);
    using client = await RawClient.connect(running);
    client.send(first);
    client.send(Buffer.alloc(3_000_000, "x"));
    const answer = await client.ended();
    assert.match(answer, /^HTTP\/1\.1 (?:400|501) [^]*<\/html>\n$/);
    assert.equal(client.wasReset, false);
  });
}

describe("over TLS", needs(findProgram("openssl"), "install openssl"), () => {
  let files: Certificates;
  let running: RunningServer<ThreadingHTTPSServer>;

  before(async () => {
    files = makeCertificates();
    const { both: certfile } = files;
    running = await startServer(
      PersistentHandler,
      (address, handler) => new ThreadingHTTPSServer(address, handler, true, { certfile }),
    );
  });
  after(async () => {
    await running.close();
    removeCertificates(files);
  });

  test("requests are application data, with the rules there are without TLS (RFC 9112 §9.7)", async () => {
    const text = await talk(running.port, get() + get("X : y"));
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*HTTP\/1\.1 400 [^]*\r\nConnection: close\r\n/);
  });

  test("a target of https is answered (RFC 9110 §7.4)", async () => {
    assert.match(await talk(running.port, request("GET https://a/b HTTP/1.1", "Connection: close")), /\r\n\r\n\/b$/);
  });

  test("a request without TLS gets no HTTP answer (RFC 9112 §9.7)", async () => {
    using client = await RawClient.connect(running);
    client.send(get());
    assert.doesNotMatch(await client.ended(), /HTTP\//);
  });

  test("a server sends a closure alert before it closes (RFC 9112 §9.8)", async () => {
    const relay = new Relay(running.port);
    await talk(await relay.listen(), get("Connection: close"));
    await relay.close();
    assert.equal(lastRecordType(relay.fromServer), 21);
  });

  test("a request that a client left without a closure alert is not executed (RFC 9112 §9.8)", async () => {
    const relay = new Relay(running.port);
    const client = await connectTo(await relay.listen());
    client.write("GET / HTTP/1.1\r\nHost: a\r\n");
    await sleep(20);
    const text = collect(client);
    relay.endTowardsServer();
    assert.equal(await text, "");
    await relay.close();
  });
});

/** TLS 1.2 shows in clear what type each record has. */
function connectTo(port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, rejectUnauthorized: false, maxVersion: "TLSv1.2" } as const;
    const socket = connectTls(options, () => resolve(socket));
    socket.once("error", reject);
  });
}

async function talk(port: number, bytes: string): Promise<string> {
  const socket = await connectTo(port);
  socket.write(bytes);
  return collect(socket);
}

async function collect(socket: TLSSocket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (piece: string) => {
    text += piece;
  });
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

/** A TLS record is a type, two bytes of version, two of length, and its content (RFC 5246 §6.2.1). */
function lastRecordType(bytes: Buffer): number | undefined {
  let type: number | undefined;
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) type = bytes[at];
  return type;
}

/** Stands between a client and a server, and keeps what the server sends. */
class Relay {
  readonly #port: number;
  readonly #pieces: Buffer[] = [];
  readonly #server: Server;
  #towardsServer: Socket | undefined;
  #towardsClient: Socket | undefined;

  constructor(port: number) {
    this.#port = port;
    this.#server = createServer((client) => {
      const socket = connectTcp(this.#port, "127.0.0.1");
      this.#towardsServer = socket;
      this.#towardsClient = client;
      socket.on("data", (piece) => this.#pieces.push(piece));
      client.pipe(socket).pipe(client);
      client.on("error", () => socket.destroy());
      socket.on("error", () => client.destroy());
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", () => resolve((this.#server.address() as { port: number }).port));
    });
  }

  get fromServer(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Ends the connection to the server as a network would: nobody says goodbye. */
  endTowardsServer(): void {
    this.#towardsServer?.end();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#towardsServer?.destroy();
      this.#towardsClient?.destroy();
      this.#server.close(() => resolve());
    });
  }
}
