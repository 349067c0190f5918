// Sends a Response on a connection.

import { CONNECTION_FIELDS } from "../http/connection-fields.ts";
import { hasNoContent } from "../http/framing.ts";
import { kindOf } from "../io/data.ts";
import type { BaseHTTPRequestHandler } from "../server/base-handler.ts";
import { readAhead, type SlowStream } from "./read-ahead.ts";

/** What a Fetch function returns: a response, or nothing if it has answered with the handler's own methods. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that answers by itself returns one
export type Fetched = Response | undefined | void | Promise<Response | undefined | void>;

type Answering = Pick<
  BaseHTTPRequestHandler<never>,
  | "command"
  | "dateTimeString"
  | "endHeaders"
  | "logRequest"
  | "sendHeader"
  | "sendResponseOnly"
  | "signal"
  | "versionString"
  | "wfile"
>;

const LEFT_OUT: ReadonlySet<string> = new Set(CONNECTION_FIELDS);

/** Sends a response, head and body. @throws TypeError for anything else, and for `Response.error()`. */
export async function sendFetched(response: Awaited<Fetched>, handler: Answering): Promise<void> {
  if (typeof response?.status !== "number")
    throw new TypeError(`fetch() must return a Response, not ${nameOf(response)}.`);
  if (response.status === 0) throw new TypeError("fetch() returned Response.error().");
  const { body } = response;
  if (body === null) return sendHead(response, handler, handler.command === "HEAD" ? undefined : 0);
  const read = await readAhead(body);
  if ("cancel" in read) return sendSlowly(response, read, handler);
  sendHead(response, handler, sizeOf(read));
  for (const piece of read) await handler.wfile.write(piece);
}

/** Streams the body, which may pause for long, and gives it up once the client has at least closed its side. */
async function sendSlowly(response: Response, stream: SlowStream, handler: Answering): Promise<void> {
  const { signal } = handler;
  let isGivenUp = false;
  const giveUp = (): void => {
    isGivenUp = true;
    stream.cancel();
  };
  try {
    sendHead(response, handler);
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp);
    await handler.wfile.writeFrom(stream);
  } finally {
    signal.removeEventListener("abort", giveUp);
    stream.cancel(); // has no effect on one that has ended
  }
  if (isGivenUp) signal.throwIfAborted(); // the response is not complete
}

/** Sends the head; `length` becomes Content-Length unless the response has that field. */
function sendHead({ status, statusText, headers }: Response, handler: Answering, length?: number): void {
  handler.logRequest(status);
  handler.sendResponseOnly(status, statusText === "" ? undefined : statusText);
  const server = handler.versionString();
  if (server !== "" && !headers.has("Server")) handler.sendHeader("Server", server);
  if (!headers.has("Date")) handler.sendHeader("Date", handler.dateTimeString());
  for (const [name, value] of headers) if (!LEFT_OUT.has(name)) handler.sendHeader(name, value);
  if (length !== undefined && !headers.has("Content-Length") && !hasNoContent(status))
    handler.sendHeader("Content-Length", length);
  handler.endHeaders();
}

function nameOf(value: unknown): string {
  return typeof value === "string" ? "text: return new Response(text)" : kindOf(value);
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
