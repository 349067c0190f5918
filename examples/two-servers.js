// Two servers on two ports share what they know: a factory function hands the shared object to every handler.
//
//   node examples/two-servers.js [port]     the second server gets the next port

import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

/** The object both servers share. */
class Subsystem {
  northServers = new Map();

  updateNorthServer(login) {
    this.northServers.set(login.ip, login.username);
  }
}

class LoginHandler extends BaseHTTPRequestHandler {
  constructor(subsystem, ...args) {
    super(...args); // the connection, the client's address, the server
    this.subsystem = subsystem;
  }

  respond(status, value) {
    this.sendResponse(status);
    this.sendHeader("Content-Type", "application/json; charset=utf-8");
    this.sendHeader("Cache-Control", "no-store");
    this.endHeaders();
    this.wfile.write(JSON.stringify(value));
  }

  /** Shows who has logged in, on either server. */
  do_GET() {
    this.respond(200, Object.fromEntries(this.subsystem.northServers));
  }

  async do_POST() {
    if (this.path !== "/north/login") return this.sendError(404);
    const login = JSON.parse(String(await this.rfile.read()));
    this.subsystem.updateNorthServer(login);
    this.respond(200, { code: 0, description: "success", port: this.server.serverPort });
  }
}

const port = Number(process.argv[2] ?? 8000);
const subsystem = new Subsystem();
const servers = [port, port === 0 ? 0 : port + 1].map(
  (number) => new ThreadingHTTPServer(["127.0.0.1", number], (...args) => new LoginHandler(subsystem, ...args)),
);
for (const server of servers) await server.serverBind();
for (const { serverPort } of servers) console.log(`Serving on port ${serverPort}: http://localhost:${serverPort}/`);
await Promise.all(servers.map((server) => server.serveForever()));
