// A server without a socket, that notes which of its hooks are called; tests let its requests arrive.

import type { Arrival } from "../../src/socketserver/arrival.ts";
import { BaseServer } from "../../src/socketserver/base-server.ts";
import type { HandlerMaker } from "../../src/socketserver/handler-maker.ts";
import { BaseRequestHandler } from "../../src/socketserver/request-handlers.ts";
import type { Address } from "../../src/socketserver/server-address.ts";
import { deferred } from "../support/waiting.ts";

/** The address all requests come from. */
export const CLIENT: Address = ["192.0.2.1", 1234];

/** Notes its life in the server's notes. A request whose name begins with "slow" takes until the server's `gate` opens. */
export class NotingHandler extends BaseRequestHandler<string, NotingServer> {
  override setup(): void | Promise<void> {
    this.server.notes.push(`setup ${this.request}`);
  }

  override async handle(): Promise<void> {
    this.server.notes.push(`handle ${this.request}`);
    if (this.request.startsWith("slow")) await this.server.gate.promise;
    if (this.request.startsWith("bad")) throw new TypeError(`${this.request} failed`);
  }

  override finish(): void {
    this.server.notes.push(`finish ${this.request}`);
  }

  override serverStopping(): void {
    this.server.notes.push(`stopping ${this.request}`);
  }
}

/** Notes its hooks, and what was thrown. */
export class NotingServer extends BaseServer<string> {
  notes: string[] = [];
  gate = deferred();

  constructor(handler: HandlerMaker<string> = NotingHandler) {
    super("nowhere", handler);
  }

  arrive(...requests: string[]): void {
    for (const request of requests) this.requestArrived(request, CLIENT);
  }

  /** The notes of one kind: the names of the requests. */
  noted(kind: string): string[] {
    return this.notes.filter((note) => note.startsWith(`${kind} `)).map((note) => note.slice(kind.length + 1));
  }

  override getRequest(): Arrival<string> | Promise<Arrival<string>> {
    this.notes.push("getRequest");
    return super.getRequest();
  }

  override verifyRequest(request: string, clientAddress: Address): boolean | Promise<boolean> {
    this.notes.push(`verifyRequest ${request}`);
    return super.verifyRequest(request, clientAddress);
  }

  override processRequest(request: string, clientAddress: Address): void | Promise<void> {
    this.notes.push(`processRequest ${request}`);
    return super.processRequest(request, clientAddress);
  }

  override finishRequest(request: string, clientAddress: Address): Promise<void> {
    this.notes.push(`finishRequest ${request}`);
    return super.finishRequest(request, clientAddress);
  }

  override shutdownRequest(request: string): void | Promise<void> {
    this.notes.push(`shutdownRequest ${request}`);
    return super.shutdownRequest(request);
  }

  override closeRequest(request: string): void {
    this.notes.push(`closeRequest ${request}`);
  }

  override abortRequest(request: string): void {
    this.notes.push(`abortRequest ${request}`);
  }

  override handleError(request: string, _clientAddress: Address, error: unknown): void | Promise<void> {
    this.notes.push(`handleError ${request}: ${(error as Error).message}`);
  }

  override handleTimeout(): void {
    this.notes.push("handleTimeout");
  }
}
