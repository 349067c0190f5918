// Hello, world in several processes: PORT WORKERS.

import { HTTPServer } from "basehttp";
import { ForkingMixIn } from "basehttp/socketserver";
import { Hello } from "./hello-handler.js";

const [port, workers] = process.argv.slice(2).map(Number);

class ForkingHTTPServer extends ForkingMixIn(HTTPServer) {
  workers = workers;
}

await new ForkingHTTPServer(["127.0.0.1", port], Hello).serveForever();
