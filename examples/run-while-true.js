// A server that doesn't run forever, but until some condition is fulfilled: here until it has said goodbye.
//
//   node examples/run-while-true.js [port]

import { BaseHTTPRequestHandler, HTTPServer } from "basehttp";

let hasSaidGoodbye = false;

class Handler extends BaseHTTPRequestHandler {
  do_GET() {
    hasSaidGoodbye = this.path === "/goodbye";
    this.sendResponse(200);
    this.sendHeader("Content-Type", "text/plain");
    this.endHeaders();
    this.wfile.write(hasSaidGoodbye ? "Goodbye!\n" : "Hello! Say /goodbye to stop me.\n");
  }
}

/** Called at the start and after each request. As long as it returns true, the server continues. */
function keepRunning() {
  return !hasSaidGoodbye;
}

async function runWhileTrue(serverClass = HTTPServer, handlerClass = Handler) {
  const serverAddress = ["", Number(process.argv[2] ?? 8000)];
  const httpd = new serverClass(serverAddress, handlerClass);
  await httpd.serverBind();
  console.log(`Serving on port ${httpd.serverPort}: http://localhost:${httpd.serverPort}/`);
  while (keepRunning()) await httpd.handleRequest();
  await httpd.serverClose();
  console.log("The condition is fulfilled.");
}

await runWhileTrue();
