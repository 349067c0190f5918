// A server of scripts, as a program of its own, that is told over HTTP how many descriptors it has left: `SPARE /3` leaves three.

import { closeSync, openSync } from "node:fs";
import { DEFAULT_CGI_LIMITS } from "../../src/cgi/limits.ts";
import { CGIHTTPRequestHandler } from "../../src/server/cgi-handler.ts";
import { startServer } from "../../src/testing/index.ts";

const [directory = "", user = ""] = process.argv.slice(2);
const taken: number[] = [];

class ScarceHandler extends CGIHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";
  override directory = directory;
  override cgiUser = user === "" ? null : user;
  override cgiLimits = { ...DEFAULT_CGI_LIMITS, maxProcesses: 1, queueMs: 5000 };

  do_SPARE(): void {
    leave(Number(this.path.slice(1)));
    this.sendResponse(204);
    this.endHeaders();
  }

  do_RETURN(): void {
    for (const fd of taken.splice(0)) closeSync(fd);
    this.sendResponse(204);
    this.endHeaders();
  }
}

/** Takes all descriptors but some. */
function leave(count: number): void {
  try {
    for (;;) taken.push(openSync("/dev/null", "r"));
  } catch {
    for (const fd of taken.splice(-count)) closeSync(fd); // now there are none
  }
}

const { port } = await startServer(ScarceHandler);
process.stdout.write(`port ${port}\n`);
