// Handlers that many tests begin with.

import type { TestContext } from "node:test";
import { percentFormat } from "../../src/http/percent-format.ts";
import { flushStderrLog } from "../../src/io/stderr-log.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";

/** A handler that logs nothing. */
export class QuietHandler extends BaseHTTPRequestHandler {
  override logMessage(_format: string, ..._args: unknown[]): void {}

  /** Answers with a body and its length. */
  answer(body: string | Buffer, status = 200): void {
    this.sendResponse(status);
    this.sendHeader("Content-Length", Buffer.byteLength(body));
    this.endHeaders();
    this.wfile.write(body);
  }
}

/** The same, with persistent connections. */
export class PersistentHandler extends QuietHandler {
  override protocolVersion = "HTTP/1.1";

  do_GET(): void | Promise<void> {
    this.answer(this.path);
  }

  do_HEAD(): void {
    this.answer(this.path);
  }

  async do_POST(): Promise<void> {
    this.answer(await this.rfile.read());
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what TypeScript wants of a mixin's constructor
type HandlerClass = new (...args: any[]) => BaseHTTPRequestHandler;

/** Makes a class of a handler class whose messages, formatted but not escaped, go to `log`. */
export function logInto<Base extends HandlerClass>(base: Base, log: string[]): Base {
  return class extends base {
    override logMessage(format: string, ...args: unknown[]): void {
      log.push(percentFormat(format, args));
    }
  };
}

/** Keeps what the library writes to stderr during a test; returns a function that gives it. */
export function captureStderr(t: TestContext): () => string {
  let text = "";
  t.mock.method(process.stderr, "write", (piece: string) => {
    text += piece;
    return true;
  });
  return () => {
    flushStderrLog();
    return text;
  };
}
