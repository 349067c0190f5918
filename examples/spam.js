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

  // Without do_GET a GET is answered 501, as every method without a do_ method is.
}

const server = new ThreadingHTTPServer(["", Number(process.argv[2] ?? 8000)], Spam);
await server.serverBind();
console.log(`Serving on port ${server.serverPort}: http://localhost:${server.serverPort}/`);
await server.serveForever();
