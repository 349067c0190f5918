// Takes uploads of up to 1000 bytes. A client that asks first (Expect: 100-continue, as curl does) is told "417 Expectation
// Failed" before it has sent a byte of a larger one.
//
//   node examples/refuse-uploads.js [port]
//   curl -H 'Expect: 100-continue' -T some-file http://localhost:8000/

import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

const MAX_BYTES = 1000;

class Upload extends BaseHTTPRequestHandler {
  protocolVersion = "HTTP/1.1"; // HTTP/1.0 has no Expect

  handleExpect100() {
    if (Number(this.headers.get("Content-Length")) <= MAX_BYTES) return super.handleExpect100();
    this.sendError(417, "Too much", `This server takes ${MAX_BYTES} bytes.`);
    return false; // do_PUT is not called
  }

  async do_PUT() {
    const body = await this.rfile.read(MAX_BYTES + 1); // not every client asks first
    if (body.length > MAX_BYTES) return this.sendError(413);
    this.sendResponse(201);
    this.sendHeader("Content-Type", "text/plain");
    this.endHeaders();
    this.wfile.write(`${body.length} bytes, thank you\n`);
  }
}

const server = new ThreadingHTTPServer(["", Number(process.argv[2] ?? 8000)], Upload);
await server.serverBind();
console.log(`Serving on port ${server.serverPort}: http://localhost:${server.serverPort}/`);
await server.serveForever();
