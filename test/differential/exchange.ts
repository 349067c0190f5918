// One connection: bytes out, bytes in, and what they say.

import { connect } from "node:net";

/** How long a server may stay silent; what has not come by then is not coming. */
const PATIENCE_MS = 60_000;

/** What a client does. Text is latin-1. */
export interface ClientOptions {
  /** Closes the client's side behind the request, as one does who has nothing more to say. */
  readonly halfClose?: boolean;
  /** How long to wait for the server, in milliseconds. */
  readonly patienceMs?: number | undefined;
}

/** What came over a connection. */
export interface Received {
  readonly text: string;
  /** True if the server closed the connection before the client lost patience. */
  readonly isClosed: boolean;
}

/** A response, or bytes that are none. */
export interface Answer {
  /** Empty for HTTP/0.9. */
  readonly statusLine: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Sends a request over a connection of its own, and waits for the server to close it. */
export function sendBytes(port: number, request: string, options: ClientOptions = {}): Promise<Received> {
  const { halfClose = false, patienceMs = PATIENCE_MS } = options;
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const finish = (isClosed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, isClosed });
    };
    const timer = setTimeout(finish, patienceMs, false);
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      text += piece;
    });
    socket.on("end", () => finish(true));
    socket.on("error", () => finish(true));
    socket.write(request, "latin1");
    if (halfClose) socket.end();
  });
}

/** Takes the bytes of a connection apart into responses; `methods` are those of its requests, in order. */
export function splitAnswers(text: string, methods: readonly string[]): Answer[] {
  const answers: Answer[] = [];
  const left = [...methods];
  let rest = text;
  while (rest !== "") {
    const headEnd = rest.indexOf("\r\n\r\n");
    if (!rest.startsWith("HTTP/") || headEnd === -1) return [...answers, { statusLine: "", fields: [], body: rest }];
    const [statusLine, ...lines] = rest.slice(0, headEnd).split("\r\n") as [string, ...string[]];
    const fields = lines.map((line) => splitField(line));
    rest = rest.slice(headEnd + 4);
    const status = Number(statusLine.split(" ")[1]);
    const method = status < 200 ? undefined : left.shift();
    const length = fields.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    // Before 3.9 Python's redirections had no length.
    const isEmpty = status < 200 || status === 204 || status === 304 || (status === 301 && length === undefined);
    const hasNoBody = method === "HEAD" || isEmpty;
    if (fields.some(([name, value]) => name === "Transfer-Encoding" && value === "chunked")) {
      const [body, end] = decodeChunks(rest);
      answers.push({ statusLine, fields, body });
      rest = rest.slice(end);
      continue;
    }
    const isNext = rest === "" || rest.startsWith("HTTP/"); // a body that should not be there is shown
    const bodyEnd = hasNoBody && isNext ? 0 : length === undefined ? rest.length : Number(length);
    answers.push({ statusLine, fields, body: rest.slice(0, bodyEnd) });
    rest = rest.slice(bodyEnd);
  }
  return answers;
}

/** Returns what the chunks hold, and where they end. */
function decodeChunks(text: string): readonly [body: string, end: number] {
  let body = "";
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (lineEnd === -1 || Number.isNaN(size)) throw new Error(`no chunk: ${JSON.stringify(text.slice(at, at + 40))}`);
    at = lineEnd + 2 + size + 2;
    if (size === 0) return [body, at];
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
  }
}

function splitField(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(": ");
  return colon === -1 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 2)];
}
