import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { flushStderrLog } from "../../src/io/stderr-log.ts";
import { ColoredLogMixin, QuietMixin } from "../../src/mixins/index.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange } from "../../src/testing/index.ts";

/** Answers with the status in the path. */
class StatusHandler extends BaseHTTPRequestHandler {
  override logDateTimeString(): string {
    return "now";
  }

  do_GET(): void {
    const status = Number(this.path.slice(1));
    if (status >= 400) {
      this.sendError(status, "No");
      return;
    }
    this.sendResponse(status);
    this.endHeaders();
  }
}

/** Returns what is logged about a request. */
async function logOf(context: TestContext, handler: typeof StatusHandler, status: number): Promise<string> {
  flushStderrLog();
  let log = "";
  const { mock } = context.mock.method(process.stderr, "write", (text: string) => {
    log += text;
    return true;
  });
  await exchange(handler, `GET /${status} HTTP/1.0\r\n\r\n`);
  flushStderrLog();
  mock.restore();
  return log;
}

const line = (status: number): string => `127.0.0.1 - - [now] "GET /${status} HTTP/1.0" ${status} -\n`;
const error = (status: number): string => `127.0.0.1 - - [now] code ${status}, message No\n`;

test("QuietMixin logs errors, and requests no more", async (context) => {
  const Handler = QuietMixin(StatusHandler);
  assert.equal(await logOf(context, Handler, 200), "");
  assert.equal(await logOf(context, Handler, 404), error(404));
});

test("ColoredLogMixin colours requests by their status", async (context) => {
  const Handler = ColoredLogMixin(StatusHandler);
  assert.equal(await logOf(context, Handler, 200), line(200));
  assert.equal(await logOf(context, Handler, 304), `\x1b[36m${line(304)}\x1b[39m`);
  assert.equal(await logOf(context, Handler, 404), `${error(404)}\x1b[33m${line(404)}\x1b[39m`);
  assert.equal(await logOf(context, Handler, 500), `${error(500)}\x1b[31m${line(500)}\x1b[39m`);
});

test("ColoredLogMixin leaves a status that is no number without a colour", async (context) => {
  class Unusual extends StatusHandler {
    override do_GET(): void {
      this.logRequest();
    }
  }
  const log = await logOf(context, ColoredLogMixin(Unusual), 500);
  assert.ok(log.startsWith('127.0.0.1 - - [now] "GET /500 HTTP/1.0" - -\n'), log);
});
