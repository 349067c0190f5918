// Hello, world as the README has it, without a log.

import { BaseHTTPRequestHandler } from "basehttp";

export class Hello extends BaseHTTPRequestHandler {
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
