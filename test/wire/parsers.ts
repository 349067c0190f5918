// Three parsers, asked the same: ours, node:http's and http-parser-js.

import { createServer, type IncomingMessage, type Server } from "node:http";
import { Duplex } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { HTTPParser } from "http-parser-js";
import { ChunkedDecoder } from "../../src/http/chunked.ts";
import { isProtocolError } from "../../src/http/errors.ts";
import { CHUNKED } from "../../src/http/framing.ts";
import { RequestHead } from "../../src/http/request-head.ts";
import { type Outcome, refused, WAITING } from "./outcome.ts";

/** Parses with this package. @throws what is no ProtocolError. */
export function parseWithOurs(bytes: Buffer): Outcome {
  const head = new RequestHead();
  const latin1 = (start: number, end: number): string => bytes.toString("latin1", start, end);
  const window = { bytes, start: 0, end: bytes.length, latin1 };
  try {
    if (!head.read(window)) return WAITING;
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    return refused(`${error.status} ${error.message} ${error.explain ?? ""}`);
  }
  const { method, target } = head.line as NonNullable<typeof head.line>;
  const fields: [string, string][] = [];
  for (let i = 0; i < head.offsets.length; i += 4) {
    const [nameStart, nameEnd, valueStart, valueEnd] = head.offsets.slice(i, i + 4);
    fields.push([head.text.slice(nameStart, nameEnd), head.text.slice(valueStart, valueEnd)]);
  }
  return { result: "accepted", method, target, fields, ...readBody(head.bodyLength, window) };
}

type Body = Pick<Outcome, "body" | "isWhole">;
type Window = { readonly bytes: Buffer; start: number; readonly end: number };

function readBody(length: number, window: Window): Body {
  const { bytes, start } = window;
  if (length !== CHUNKED) {
    const body = bytes.toString("latin1", start, Math.min(bytes.length, start + length));
    return { body, isWhole: body.length === length };
  }
  return readChunks(window);
}

/** Decodes until the body ends or breaks. @throws what is no ProtocolError. */
function readChunks(window: Window): Body {
  const decoder = new ChunkedDecoder();
  let body = "";
  try {
    for (let size = decoder.peek(window, Infinity); size > 0; size = decoder.peek(window, Infinity)) {
      body += window.bytes.toString("latin1", window.start, window.start + size);
      window.start += size;
      decoder.take(size);
    }
  } catch (error) {
    if (!isProtocolError(error)) throw error;
  }
  return { body, isWhole: decoder.isDone };
}

/** A connection without a socket: node:http takes any stream. */
class Connection extends Duplex {
  outcome: Outcome = WAITING;

  override _read(): void {}

  /** What the server answers by itself, it answers instead of handing the request over. */
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.outcome === WAITING) this.outcome = refused(chunk.toString("latin1").split("\r\n", 1)[0] as string);
    done();
  }
}

/** node:http with its strict parser, and with limits that are not lower than ours. */
export class NodeParser {
  readonly #server: Server = createServer({
    insecureHTTPParser: false,
    maxHeaderSize: 200_000,
    requireHostHeader: true,
  });

  constructor() {
    const take = (request: IncomingMessage): void => this.#take(request);
    for (const event of ["request", "checkContinue", "checkExpectation", "connect"]) this.#server.on(event, take);
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      const connection = socket as unknown as Connection;
      if (connection.outcome === WAITING) connection.outcome = refused(`${error.code}`);
    });
  }

  /** Parses many, each on a connection of its own. */
  async parse(inputs: readonly Buffer[]): Promise<Outcome[]> {
    const connections = inputs.map((bytes) => {
      const connection = new Connection();
      this.#server.emit("connection", connection);
      connection.push(bytes);
      return connection;
    });
    for (let turns = 0; turns < 4; turns++) await nextTurn();
    for (const connection of connections) connection.destroy();
    return connections.map(({ outcome }) => outcome);
  }

  #take(request: IncomingMessage): void {
    const connection = request.socket as unknown as Connection;
    if (connection.outcome !== WAITING) return; // a second request, made of what stands behind the first
    const { method = "", url: target = "", rawHeaders } = request;
    const fields = pairsOf(rawHeaders);
    let body = "";
    const keep = (): void => {
      connection.outcome = { result: "accepted", method, target, fields, body, isWhole: request.complete };
    };
    keep();
    request.setEncoding("latin1");
    request.on("data", (text: string) => {
      body += text;
      keep();
    });
    request.on("end", keep);
    request.on("error", keep);
  }
}

/** Parses with http-parser-js, which has no strict mode. */
export function parseWithHttpParserJs(bytes: Buffer): Outcome {
  HTTPParser.encoding = "latin1";
  const parser = new HTTPParser(HTTPParser.REQUEST);
  let outcome: Outcome = WAITING;
  let body = "";
  let isFirst = true;
  parser[HTTPParser.kOnHeadersComplete] = (info) => {
    const fields = pairsOf(info.headers);
    const method = HTTPParser.methods[info.method] as string;
    if (isFirst) outcome = { result: "accepted", method, target: info.url, fields, body: "", isWhole: false };
    // It reads bodies of a negative length for ever; 1 says that there is none.
    return fields.some(([name, value]) => /^content-length$/i.test(name) && Number(value) < 0) ? 1 : 0;
  };
  parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
    if (isFirst) body += chunk.toString("latin1", offset, offset + length);
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    if (isFirst) outcome = { ...outcome, body, isWhole: true };
    isFirst = false;
  };
  const result = parser.execute(bytes);
  const isAccepted = outcome.result === "accepted";
  if (result instanceof Error && !isAccepted) return refused(result.message);
  return isAccepted && isFirst ? { ...outcome, body } : outcome;
}

function pairsOf(list: readonly string[]): [string, string][] {
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i] as string, list[2 * i + 1] as string]);
}
