// The server that is abused, in a process of its own: it says how much it holds, and ends in good order on SIGTERM.

import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { CGIHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer } from "basehttp";

const { directory, limits, hasScripts } = JSON.parse(process.argv[2]);

/** How often memory is looked at for its peak. */
const SAMPLE_MS = 20;
/** How long requests may take to end once the server stops. */
const GRACE_MS = 3000;
/** How long `/stall` ignores a body before it answers. */
const STALL_MS = 1000;

const PAGE = Buffer.alloc(10_000, "page");

/** Whoever started it is gone. */
function endAlone() {
  process.exit();
}
process.on("disconnect", endAlone);

class AbusedHandler extends (hasScripts ? CGIHTTPRequestHandler : SimpleHTTPRequestHandler) {
  protocolVersion = "HTTP/1.1";
  directory = directory;
  limits = { ...this.limits, ...limits };

  do_GET() {
    if (this.path === "/hello") return this.answer("hello\n");
    if (this.path === "/page") return this.answer(PAGE);
    return super.do_GET();
  }

  async do_POST() {
    if (hasScripts && this.isCgi()) return this.runCgi();
    let size = 0;
    if (this.path === "/stall") await sleep(STALL_MS);
    if (this.path === "/read") for await (const piece of this.rfile) size += piece.length;
    this.answer(`${size} bytes\n`);
  }

  answer(body) {
    this.sendResponse(200);
    this.sendHeader("Content-Length", body.length);
    this.endHeaders();
    this.wfile.write(body);
  }

  logMessage() {}
}

let peak = 0;

function look() {
  peak = Math.max(peak, residentBytes());
}

/** Looking takes a descriptor, too. */
function residentBytes() {
  try {
    return process.memoryUsage.rss();
  } catch {
    return peak;
  }
}

/** The descriptor that counting takes is not counted. */
function countDescriptors() {
  return readdirSync("/dev/fd").length - 1;
}

/** Answers what is held now, garbage not counted, and the peak since the last time it was asked. */
function measure() {
  look();
  const highest = peak;
  globalThis.gc();
  globalThis.gc();
  const rss = residentBytes();
  peak = rss;
  const { heapUsed, external } = process.memoryUsage();
  return { rss, peak: highest, heap: heapUsed + external, descriptors: countDescriptors() };
}

const server = new ThreadingHTTPServer(["127.0.0.1", 0], AbusedHandler);
await server.serverBind();
const sampling = setInterval(look, SAMPLE_MS);
process.on("message", () => process.send(measure()));
process.once("SIGTERM", async () => {
  clearInterval(sampling);
  await server.shutdown();
  await server.serverClose();
  await server.drain(GRACE_MS);
  process.off("disconnect", endAlone);
  process.disconnect(); // the process ends when nothing is left in it
});
process.send({ port: server.serverPort });
await server.serveForever();
