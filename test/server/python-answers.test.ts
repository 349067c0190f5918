import assert from "node:assert/strict";
import { test } from "node:test";
import { percentFormat } from "../../src/http/percent-format.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { HTTP_1_0_ANSWERS, HTTP_1_1_ANSWERS, type RecordedAnswer } from "./python-answers.ts";

/** The handler that was recorded, but for the language. */
class RecordedHandler extends BaseHTTPRequestHandler {
  static log: string[] = [];
  override serverVersion = "BaseHTTP/0.6";
  override sysVersion = "Python/3.13.0";

  override dateTimeString(): string {
    return "Sun, 06 Nov 1994 08:49:37 GMT";
  }

  override logMessage(format: string, ...args: unknown[]): void {
    RecordedHandler.log.push(percentFormat(format, args));
  }

  do_GET(): void {
    this.sendResponse(200);
    this.sendHeader("Content-Type", "text/plain");
    this.endHeaders();
    this.wfile.write("Hello, world\n");
  }

  do_HEAD(): void {
    this.sendResponse(200);
    this.sendHeader("Content-Type", "text/plain");
    this.sendHeader("Content-Length", "13");
    this.endHeaders();
  }

  async do_POST(): Promise<void> {
    const body = await this.rfile.read(Number(this.headers.get("content-length")));
    this.sendResponse(201);
    this.sendHeader("Content-Length", body.length);
    this.endHeaders();
    this.wfile.write(body);
  }

  do_SPAM(): void {
    this.sendResponse(200, "Lovely");
    this.sendHeader("X-Command", String(this.command));
    this.endHeaders();
    this.wfile.write(Buffer.from(this.path, "latin1"));
  }

  do_ERROR(): void {
    this.sendError(Number(this.path.slice(1)));
  }

  do_HTML(): void {
    this.sendError(404, `<b>&"quoted"'</b>`, 'a < b && c > d\nand "more"');
  }

  do_CUSTOM(): void {
    this.sendResponse(999);
    this.endHeaders();
  }

  do_ONLY(): void {
    this.sendResponseOnly(299);
    this.sendHeader("X-Only", "yes");
    this.endHeaders();
  }

  do_REDIRECT(): void {
    this.sendResponse(301);
    this.sendHeader("Location", "/there");
    this.sendHeader("Content-Length", "0");
    this.endHeaders();
  }

  do_NOTMODIFIED(): void {
    this.sendResponse(304);
    this.endHeaders();
  }

  do_LATIN(): void {
    this.sendResponse(200);
    this.sendHeader("X-Special", "D\xe4ngerous Mind");
    this.endHeaders();
    this.wfile.write(String(this.headers.get("x-special-incoming")));
  }

  do_LENGTH(): void {
    this.sendResponse(200);
    this.sendHeader("Content-Length", "2");
    this.endHeaders();
    this.wfile.write("ok");
  }
}

class RecordedPersistentHandler extends RecordedHandler {
  override protocolVersion = "HTTP/1.1";
}

function shown(text: string): string {
  const line = JSON.stringify(text);
  return line.length > 70 ? `${line.slice(0, 70)}..." (${text.length} bytes)` : line;
}

async function check(handler: typeof RecordedHandler, { request, answer, log }: RecordedAnswer): Promise<void> {
  RecordedHandler.log = [];
  const { output } = await exchange(handler, request);
  assert.equal(output.toString("latin1"), answer);
  assert.deepEqual(RecordedHandler.log, log);
}

for (const recorded of HTTP_1_0_ANSWERS) {
  test(`an HTTP/1.0 handler answers and logs as Python's does: ${shown(recorded.request)}`, () =>
    check(RecordedHandler, recorded));
}

for (const recorded of HTTP_1_1_ANSWERS) {
  test(`an HTTP/1.1 handler answers and logs as Python's does: ${shown(recorded.request)}`, () =>
    check(RecordedPersistentHandler, recorded));
}
