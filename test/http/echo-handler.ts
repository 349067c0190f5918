// A handler that writes down what becomes of each request.

import type { BufferedReader } from "../../src/io/buffered-reader.ts";
import { BaseHTTPRequestHandler, type HandlerArgs } from "../../src/server/base-handler.ts";
import { exchange } from "../../src/testing/index.ts";

/** Reads a body to its end. */
export type ReadBody = (rfile: BufferedReader) => Promise<Buffer>;

/** Ways to read a body to its end. */
export const WAYS_TO_READ: Readonly<Record<string, ReadBody>> = {
  "read()": (rfile) => rfile.read(),
  "readline()": async (rfile) => {
    const lines: Buffer[] = [];
    for (let line = await rfile.readline(); line.length > 0; line = await rfile.readline()) lines.push(line);
    return Buffer.concat(lines);
  },
  iteration: async (rfile) => {
    const pieces: Buffer[] = [];
    for await (const piece of rfile) pieces.push(piece);
    return Buffer.concat(pieces);
  },
};

/** Answers every request it has a method for, and notes in `events` what it saw, refused and logged. */
export class EchoHandler extends BaseHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";
  readonly events: string[];
  readonly readBody: ReadBody;

  constructor(events: string[], readBody: ReadBody, ...args: HandlerArgs) {
    super(...args);
    this.events = events;
    this.readBody = readBody;
  }

  override logMessage(): void {}

  override logError(format: string, ...args: unknown[]): void {
    const message = args.join(" ");
    this.events.push(format.startsWith("code ") ? message : `log: ${message}`);
  }

  override dateTimeString(): string {
    return "now";
  }

  override handleExpect100(): boolean | Promise<boolean> {
    this.events.push("100 Continue");
    return super.handleExpect100();
  }

  async echo(): Promise<void> {
    this.answer(await this.readBody(this.rfile));
  }

  answer(body: Buffer): void {
    this.events.push(`${this.command} ${this.path} ${this.requestVersion} ${JSON.stringify(body.toString("latin1"))}`);
    this.sendResponse(200);
    this.sendHeader("Content-Length", body.length);
    this.endHeaders();
    this.wfile.write(body);
  }

  do_GET = this.echo;
  do_HEAD = this.echo;
  do_POST = this.echo;
  do_SPAM = this.echo;
  do_OPTIONS = this.echo;
  do_CONNECT = this.echo;

  do_DELETE(): void {
    this.answer(Buffer.alloc(0));
  }
}

/** What came of the bytes a client sent. */
export interface Outcome {
  readonly events: readonly string[];
  /** All that was answered; latin-1. */
  readonly output: string;
  readonly wasReset: boolean;
}

/** Lets a handler answer pieces that arrive one after another. */
export async function answerTo(pieces: readonly Buffer[], readBody: ReadBody): Promise<Outcome> {
  const events: string[] = [];
  const { output, wasReset } = await exchange((...args) => new EchoHandler(events, readBody, ...args), pieces);
  return { events, output: output.toString("latin1"), wasReset };
}
