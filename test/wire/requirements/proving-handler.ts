// A handler that echoes requests, and notes what it was asked and what it answered.

import { percentFormat } from "../../../src/http/percent-format.ts";
import { BaseHTTPRequestHandler, type HandlerArgs } from "../../../src/server/base-handler.ts";
import { DEFAULT_LIMITS } from "../../../src/server/limits.ts";
import type { Details } from "./requirement.ts";

/** A response as its head began: what a reader must know of it before it reads. */
export interface Begun {
  readonly status: number;
  readonly method: string | null;
}

/** What was noted on a connection. */
export class Notes {
  /** `METHOD path body` of each request that reached its method. */
  readonly seen: string[] = [];
  readonly begun: Begun[] = [];
  readonly log: string[] = [];
}

/** Answers `METHOD path body`, or as the requirement has it. */
export class ProvingHandler extends BaseHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";
  override serverVersion = "x";
  override sysVersion = "";
  readonly notes: Notes;
  readonly #answer: Details["answer"];

  constructor(notes: Notes, details: Details, ...args: HandlerArgs) {
    super(...args);
    this.notes = notes;
    this.#answer = details.answer;
    this.server.handleError = (): void => void notes.log.push("handleError");
    this.limits = { ...DEFAULT_LIMITS, ...details.limits };
    if (details.protocolVersion !== undefined) this.protocolVersion = details.protocolVersion;
  }

  override logMessage(format: string, ...args: unknown[]): void {
    this.notes.log.push(percentFormat(format, args));
  }

  override dateTimeString(timestamp?: number | null): string {
    return super.dateTimeString(timestamp ?? 784111777);
  }

  override sendResponseOnly(code: number, message?: string | null): void {
    super.sendResponseOnly(code, message);
    this.notes.begun.push({ status: code, method: this.command });
  }

  /** Sends a response of which only the body is of interest. */
  reply(body: string, status = 200, ...fields: readonly (readonly [name: string, value: string])[]): void {
    this.sendResponse(status);
    for (const [name, value] of fields) this.sendHeader(name, value);
    this.sendHeader("Content-Length", Buffer.byteLength(body, "latin1"));
    this.endHeaders();
    this.wfile.write(Buffer.from(body, "latin1"));
  }

  async #echo(): Promise<void> {
    const isProbe = this.path === "/probe";
    if (this.#answer !== undefined && !isProbe) {
      this.notes.seen.push(`${this.command} ${this.path}`);
      await this.#answer(this);
      return;
    }
    const body = await this.rfile.read();
    const text = `${this.command} ${this.path} ${body.toString("latin1")}`.trimEnd();
    this.notes.seen.push(text);
    this.reply(text);
  }

  do_GET = this.#echo;
  do_HEAD = this.#echo;
  do_POST = this.#echo;
  do_PUT = this.#echo;
  do_DELETE = this.#echo;
  do_OPTIONS = this.#echo;
  do_CONNECT = this.#echo;
}
