// A server that breaks HTTP on purpose, for testing clients. Without sendResponse, bytes written to wfile go out as they
// are.
//
//   node examples/misbehave.js [port]
//   curl -v http://localhost:8000/short

import { setTimeout as sleep } from "node:timers/promises";
import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

class Misbehaving extends BaseHTTPRequestHandler {
  /** Announces more than it sends. */
  short() {
    this.wfile.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nThis is all.");
  }

  /** Sends bytes that are not HTTP at all. */
  garbage() {
    this.wfile.write(Buffer.from([0x00, 0xff, 0x48, 0x54, 0x54, 0x50, 0x0a, 0x0a]));
  }

  /** Sends two lengths, a field without a colon, and a line with a CR too many. */
  ambiguous() {
    this.wfile.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\nno colon\r\nX: y\r\r\n\r\nabcde");
  }

  /** Takes its time. */
  async slow() {
    for (const character of "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") {
      this.wfile.write(character);
      await sleep(20);
    }
  }

  /** Begins a chunk and does not finish it. */
  chunk() {
    this.wfile.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nnot that much");
  }

  /** Hangs up without an answer: the client's connection is reset. */
  reset() {
    this.wfile.abort();
  }

  do_GET() {
    this.logRequest();
    switch (this.path) {
      case "/short":
        return this.short();
      case "/garbage":
        return this.garbage();
      case "/ambiguous":
        return this.ambiguous();
      case "/slow":
        return this.slow();
      case "/chunk":
        return this.chunk();
      case "/reset":
        return this.reset();
      default:
        return this.sendError(404, "Well-behaved", "Ask for /short, /garbage, /ambiguous, /slow, /chunk or /reset.");
    }
  }
}

const server = new ThreadingHTTPServer(["", Number(process.argv[2] ?? 8000)], Misbehaving);
await server.serverBind();
console.log(`Serving on port ${server.serverPort}: http://localhost:${server.serverPort}/`);
await server.serveForever();
