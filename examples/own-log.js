// Logs in its own way: a line of JSON for each request on stdout, errors on stderr with their time in UTC.
//
//   node examples/own-log.js [port]

import { format } from "node:util";
import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

class Handler extends BaseHTTPRequestHandler {
  do_GET() {
    if (this.path !== "/") return this.sendError(404);
    this.sendResponse(200);
    this.sendHeader("Content-Type", "text/plain");
    this.endHeaders();
    this.wfile.write("Look at the log.\n");
  }

  /** Called by sendResponse. */
  logRequest(status) {
    const [client] = this.clientAddress;
    console.log(JSON.stringify({ client, request: this.requestline, status }));
  }

  /** Called for everything else: sendError and the library itself log through it. */
  logMessage(message, ...args) {
    console.error(new Date().toISOString(), JSON.stringify(format(message, ...args)));
  }
}

const server = new ThreadingHTTPServer(["", Number(process.argv[2] ?? 8000)], Handler);
await server.serverBind();
console.log(`Serving on port ${server.serverPort}: http://localhost:${server.serverPort}/`);
await server.serveForever();
