// The server that the settings ask for, not bound yet.

import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { type HTTPServer, ThreadingHTTPServer } from "../server/http-server.ts";
import { ThreadingHTTPSServer } from "../server/https-server.ts";
import type { HandlerMaker } from "../socketserver/handler-maker.ts";
import { usageError } from "./command-error.ts";
import { isLocked } from "./pem.ts";
import type { Settings } from "./read-command.ts";
import { reasonOf, tlsFailure } from "./start-failure.ts";
import { quoted } from "./values.ts";

/** Makes the server. @throws CommandError when certificate, key or password cannot be used. */
export function makeServer(settings: Settings, handler: HandlerMaker<Socket>): HTTPServer {
  const server = makeUnlimited(settings, handler);
  const limits = new Map<string, number>(settings.limit);
  server.maxConnections = limits.get("maxConnections") ?? server.maxConnections;
  server.maxConnectionsPerAddress = limits.get("maxConnectionsPerAddress") ?? server.maxConnectionsPerAddress;
  return server;
}

function makeUnlimited(settings: Settings, handler: HandlerMaker<Socket>): HTTPServer {
  const { bind, port, tlsCert, tlsKey, tlsPasswordFile } = settings;
  if (tlsCert === undefined) return new ThreadingHTTPServer([bind, port], handler);
  const password = tlsPasswordFile === undefined ? undefined : readPassword(tlsPasswordFile);
  try {
    return new ThreadingHTTPSServer([bind, port], handler, true, { certfile: tlsCert, keyfile: tlsKey, password });
  } catch (error) {
    const hasPassword = password !== undefined;
    throw tlsFailure(error, { certificate: tlsCert, key: tlsKey, isLocked: isLocked(tlsKey ?? tlsCert), hasPassword });
  }
}

/** Blanks and line ends around the password are not part of it. */
function readPassword(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw usageError(`Failed to read TLS password file: ${reasonOf(error)}: ${quoted(path)}`);
  }
}
