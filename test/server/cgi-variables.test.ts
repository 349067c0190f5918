// What scripts are told of the connection, where it is not plain TCP.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect as connectTls } from "node:tls";
import { ThreadingHTTPServer } from "../../src/server/http-server.ts";
import { ThreadingHTTPSServer } from "../../src/server/https-server.ts";
import { ThreadingMixIn } from "../../src/socketserver/threading-mixin.ts";
import { UnixStreamServer } from "../../src/socketserver/unix-server.ts";
import { startServer } from "../../src/testing/index.ts";
import { findProgram, needs } from "../support/programs.ts";
import { makeCertificates, removeCertificates } from "./certificates.ts";
import { CgiFolder, cgiHandler, sh } from "./cgi-server.ts";

const SCRIPTS = {
  "cgi-bin/env": sh('echo "$HTTPS|$REQUEST_SCHEME|$SERVER_NAME|$SERVER_ADDR|$REMOTE_ADDR|$REMOTE_PORT"'),
};
const REQUEST = "GET /cgi-bin/env HTTP/1.0\r\n\r\n";

/** The last line of all that a connection brings. */
async function lastLine(socket: AsyncIterable<Buffer | string>): Promise<string | undefined> {
  let text = "";
  for await (const piece of socket) text += piece;
  return text.trimEnd().split("\n").at(-1);
}

test(
  "scripts are told that the connection is encrypted",
  needs(findProgram("openssl"), "install openssl"),
  async () => {
    const files = makeCertificates();
    using folder = new CgiFolder(SCRIPTS);
    await using running = await startServer(
      cgiHandler(folder.path, []),
      (...args) => new ThreadingHTTPSServer(...args, true, { certfile: files.both }),
    );
    const socket = connectTls({ host: "127.0.0.1", port: running.port, rejectUnauthorized: false });
    socket.write(REQUEST);
    const { localPort } = await new Promise<typeof socket>((resolve) =>
      socket.once("secureConnect", () => resolve(socket)),
    );
    assert.equal(await lastLine(socket), `on|https|localhost|127.0.0.1|127.0.0.1|${localPort}`);
    removeCertificates(files);
  },
);

test("scripts are told IPv4 addresses of both sides, where IPv4 reaches a server of both families", async () => {
  using folder = new CgiFolder(SCRIPTS);
  const handler = cgiHandler(folder.path, []);
  await using running = await startServer(handler, (_address, maker) => new ThreadingHTTPServer(["::", 0], maker));
  const socket = connect(running.port, "127.0.0.1");
  socket.write(REQUEST);
  assert.match((await lastLine(socket)) ?? "", /^\|http\|[^|]*\|127\.0\.0\.1\|127\.0\.0\.1\|\d+$/);
});

test("scripts of a server on a Unix socket are told of no addresses", async () => {
  using folder = new CgiFolder(SCRIPTS);
  const path = join(folder.path, "socket");
  const server = new (ThreadingMixIn(UnixStreamServer))(path, cgiHandler(folder.path, []));
  await server.prepare();
  const serving = server.serveForever();
  const socket = connect(path);
  socket.write(REQUEST);
  assert.equal(await lastLine(socket), "|http|localhost|||");
  await server.shutdown();
  await server.serverClose();
  await serving;
});
