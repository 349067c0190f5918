// Hello world as the README has it, without a log.

import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

class Hello extends BaseHTTPRequestHandler {
  protocolVersion = "HTTP/1.1";

  do_GET() {
    this.sendResponse(200);
    this.sendHeader("Content-Type", "text/plain");
    this.sendHeader("Content-Length", 13);
    this.endHeaders();
    this.wfile.write("Hello, world\n");
  }

  logRequest() {}
}

const server = new ThreadingHTTPServer(["127.0.0.1", 0], Hello);
await server.prepare();
console.log(server.serverAddress[1]);
await server.serveForever();
