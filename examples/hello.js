// Answers GET, HEAD and POST with a page, whatever the path.
//
//   node examples/hello.js [port]

import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

class S extends BaseHTTPRequestHandler {
  setHeaders() {
    this.sendResponse(200);
    this.sendHeader("Content-type", "text/html");
    this.endHeaders();
  }

  do_GET() {
    this.setHeaders();
    this.wfile.write("<html><body><h1>hi!</h1></body></html>");
  }

  do_HEAD() {
    this.setHeaders();
  }

  do_POST() {
    // Doesn't do anything with posted data: the server discards it.
    this.setHeaders();
    this.wfile.write("<html><body><h1>POST!</h1></body></html>");
  }
}

async function run(serverClass = ThreadingHTTPServer, handlerClass = S) {
  const port = Number(process.argv[2] ?? 8000);
  const serverAddress = ["", port];
  const httpd = new serverClass(serverAddress, handlerClass);
  await httpd.serverBind(); // from here on the port is known, even if it was given as 0
  console.log(`Serving on port ${httpd.serverPort}: http://localhost:${httpd.serverPort}/`);
  await httpd.serveForever();
}

await run();
