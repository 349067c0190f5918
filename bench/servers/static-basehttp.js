// A folder, without a log.

import { SimpleHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

class Files extends SimpleHTTPRequestHandler {
  protocolVersion = "HTTP/1.1";
  directory = process.argv[2];

  logRequest() {}
}

const server = new ThreadingHTTPServer(["127.0.0.1", 0], Files);
await server.prepare();
console.log(server.serverAddress[1]);
await server.serveForever();
