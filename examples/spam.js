// HTTP has more methods than GET: a request "SPAM / HTTP/1.1" calls do_SPAM.
//
//   node examples/spam.js [port]
//   curl -X SPAM http://localhost:8000/eggs

import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

class Spam extends BaseHTTPRequestHandler {
  do_SPAM() {
    this.sendResponse(200, "Lovely");
    this.sendHeader("Content-Type", "text/plain");
    this.endHeaders();
    this.wfile.write(`${this.command} with ${this.path}\n`);
  }

  // There is no do_GET, so a GET is answered 501, like every method without a do_ method.
}

const server = new ThreadingHTTPServer(["", Number(process.argv[2] ?? 8000)], Spam);
await server.serverBind();
console.log(`Serving on port ${server.serverPort}: http://localhost:${server.serverPort}/`);
await server.serveForever();
