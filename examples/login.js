// A small JSON service: a home page, a login that answers with a token, and a 404 page for everything else.
//
//   node examples/login.js [port]

import { randomUUID } from "node:crypto";
import { BaseHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

class LoginHandler extends BaseHTTPRequestHandler {
  respond(status, contentType, body) {
    this.sendResponse(status);
    this.sendHeader("Content-Type", contentType);
    this.sendHeader("Cache-Control", "no-store"); // so that no browser shows yesterday's answer
    this.endHeaders();
    this.wfile.write(body); // text is sent as UTF-8
  }

  respondWithJson(status, value) {
    this.respond(status, "application/json; charset=utf-8", JSON.stringify(value));
  }

  handleHome() {
    this.respond(200, "text/html; charset=utf-8", "<h1>home page 主页</h1>");
  }

  // The charset matters: without it browsers guess, and 中文 becomes garbage.
  handle404() {
    this.respond(404, "text/html; charset=utf-8", "<h1>404 not found 没有找到</h1>");
  }

  handleLogin(posted) {
    try {
      const { username } = JSON.parse(posted);
      const token = randomUUID().replaceAll("-", "");
      this.respondWithJson(200, { code: 0, token, description: `success: ${username}` });
    } catch (error) {
      this.logError("login failed: %s", error.message);
      this.respondWithJson(500, { code: 1, token: "", description: "the request is no JSON object" });
    }
  }

  do_GET() {
    const { pathname } = new URL(this.path, "http://localhost"); // .searchParams has the query
    if (pathname === "/") this.handleHome();
    else this.handle404();
  }

  async do_POST() {
    const posted = String(await this.rfile.read());
    const { pathname } = new URL(this.path, "http://localhost");
    if (pathname === "/") this.handleHome();
    else if (pathname === "/north/login") this.handleLogin(posted);
    else this.handle404();
  }
}

const server = new ThreadingHTTPServer(["localhost", Number(process.argv[2] ?? 8000)], LoginHandler);
await server.serverBind();
console.log(`正在启动服务 Serving on port ${server.serverPort}: http://localhost:${server.serverPort}/`);
await server.serveForever();
