// A server, and a client that sends it plain text: every byte between them is shown.
//
//   node examples/bytes-on-the-wire.js [port]

import { once } from "node:events";
import { connect } from "node:net";
import { BaseHTTPRequestHandler, HTTPServer } from "basehttp";

class Hello extends BaseHTTPRequestHandler {
  protocolVersion = "HTTP/1.1"; // one connection, several requests

  do_GET() {
    const body = `You asked for ${this.path}\n`;
    this.sendResponse(200);
    this.sendHeader("Content-Type", "text/plain");
    this.sendHeader("Content-Length", body.length);
    this.endHeaders();
    this.wfile.write(body);
  }

  logMessage() {} // only the bytes matter here
}

/** Prints bytes line by line, with visible line ends. */
function show(direction, bytes) {
  for (const line of String(bytes).match(/[^\n]*\n|[^\n]+$/g) ?? []) console.log(direction, JSON.stringify(line));
}

const server = new HTTPServer(["127.0.0.1", Number(process.argv[2] ?? 8000)], Hello);
await server.serverBind();
const serving = server.serveForever();
console.log(`Serving on port ${server.serverPort}: http://localhost:${server.serverPort}/`);

const client = connect(server.serverPort, "127.0.0.1");
for (const request of [
  "GET /first HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "SPAM /second HTTP/1.1\r\nHost: localhost\r\n\r\n", // there is no do_SPAM: 501, and the connection closes
]) {
  show(">", request);
  client.write(request);
  const [answer] = await once(client, "data");
  show("<", answer);
}
await once(client.resume(), "end");
console.log("< the end of the connection");

await server.shutdown();
await serving;
await server.serverClose();
