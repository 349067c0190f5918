// A server of files under test, and a client for it that sees every byte.

import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { type RunningServer, startServer } from "../../src/testing/index.ts";
import { RawClient, talk } from "../support/raw-client.ts";
import { head } from "../support/requests.ts";
import { logInto } from "./test-handlers.ts";

/** A handler of files that logs nothing. */
export class QuietFileHandler extends SimpleHTTPRequestHandler {
  override logMessage(_format: string, ..._args: unknown[]): void {}
}

/** What came back to a request. */
export interface Answer {
  /** Everything, as latin-1. */
  readonly text: string;
  readonly statusLine: string;
  readonly status: number;
  /** The fields in order, but for Server and Date. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** The body as latin-1. */
  readonly body: string;
}

/** Reads an answer. */
export function parseAnswer(text: string): Answer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const fields = lines
    .map((line): [string, string] => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    })
    .filter(([name]) => name !== "Server" && name !== "Date");
  return { text, statusLine, status: Number(statusLine.split(" ")[1]), fields, body: text.slice(end + 4) };
}

/** The value of a field of an answer. */
export function fieldOf(answer: Answer, name: string): string | undefined {
  return answer.fields.find(([found]) => found.toLowerCase() === name.toLowerCase())?.[1];
}

/** A running server of files; `await using` ends it. */
export class FileServer implements AsyncDisposable {
  readonly server: RunningServer;
  readonly log: readonly string[];

  constructor(server: RunningServer, log: readonly string[]) {
    this.server = server;
    this.log = log;
  }

  /** Serves a directory with a handler class; what it logs is kept in `log`. */
  static async start(
    directory: string | URL,
    handler: typeof SimpleHTTPRequestHandler = SimpleHTTPRequestHandler,
  ): Promise<FileServer> {
    const log: string[] = [];
    const Logging = logInto(handler, log);
    return new FileServer(await startServer((...args) => new Logging(...args, { directory })), log);
  }

  /** Sends a request of HTTP/1.0 and returns the answer, when the server has closed the connection. */
  async ask(method: string, target: string, ...fields: string[]): Promise<Answer> {
    return parseAnswer(await this.send(head(`${method} ${target} HTTP/1.0`, ...fields)));
  }

  get(target: string, ...fields: string[]): Promise<Answer> {
    return this.ask("GET", target, ...fields);
  }

  /** Sends bytes, given as latin-1, and returns all that came back. */
  send(bytes: string): Promise<string> {
    return talk(this.server, bytes);
  }

  connect(): Promise<RawClient> {
    return RawClient.connect(this.server);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server.close();
  }
}
