// Reads responses as a strict client would: it throws at whatever is not HTTP to the letter.

/** One response; latin-1. */
export interface Response {
  readonly status: number;
  /** Names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
  /** False when the input ended before the response did. */
  readonly isWhole: boolean;
  /** True when only the end of the connection ends the body. */
  readonly endsWithConnection: boolean;
  /** Where the next response begins. */
  readonly end: number;
}

const STATUS_LINE = /^HTTP\/1\.[01] ([1-5][0-9][0-9]) [\t\x20-\x7e\x80-\xff]*$/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ?([\t\x20-\x7e\x80-\xff]*)$/;

/** Reads the response at a place; undefined if its head is not whole. `hasNoBody`: the request was HEAD. */
export function readResponse(text: string, at: number, hasNoBody: boolean): Response | undefined {
  const headEnd = text.indexOf("\r\n\r\n", at);
  if (headEnd === -1) {
    const begun = text.slice(at, at + 7);
    if (!"HTTP/1.".startsWith(begun) && begun !== "HTTP/1.")
      throw new Error("the response does not begin with HTTP/1.");
    return undefined;
  }
  const [statusLine, ...lines] = text.slice(at, headEnd).split("\r\n") as [string, ...string[]];
  const status = Number(STATUS_LINE.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) throw new Error(`this is no status line: ${JSON.stringify(statusLine.slice(0, 200))}`);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`this is no field line: ${JSON.stringify(line)}`);
    if (fields.has(name.toLowerCase())) throw new Error(`${name} is there twice`);
    fields.set(name.toLowerCase(), value);
  }
  return { status, fields, ...readBody(text, headEnd + 4, fields, hasNoBody || isBodiless(status)) };
}

function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

type Body = Pick<Response, "body" | "isWhole" | "endsWithConnection" | "end">;

function readBody(text: string, at: number, fields: ReadonlyMap<string, string>, hasNoBody: boolean): Body {
  const length = fields.get("content-length");
  const coding = fields.get("transfer-encoding");
  if (length !== undefined && coding !== undefined) throw new Error("the response has two framings");
  if (length !== undefined && !/^[0-9]+$/.test(length)) throw new Error(`this is no Content-Length: ${length}`);
  if (hasNoBody) return { body: "", isWhole: true, endsWithConnection: false, end: at };
  if (coding !== undefined) {
    if (coding !== "chunked") throw new Error(`this is no Transfer-Encoding: ${coding}`);
    return readChunks(text, at);
  }
  const size = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  const body = text.slice(at, at + size);
  const isWhole = length === undefined || body.length === size;
  return { body, isWhole, endsWithConnection: length === undefined, end: at + body.length };
}

function readChunks(text: string, start: number): Body {
  const cut = { isWhole: false, endsWithConnection: false, end: text.length };
  let body = "";
  for (let at = start; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd === -1) return { body, ...cut };
    const digits = text.slice(at, lineEnd);
    if (!/^[0-9a-f]+$/.test(digits)) throw new Error(`this is no chunk size: ${JSON.stringify(digits.slice(0, 100))}`);
    const size = Number.parseInt(digits, 16);
    const dataEnd = lineEnd + 2 + size;
    body += text.slice(lineEnd + 2, dataEnd);
    if (dataEnd + 2 > text.length) return { body, ...cut };
    if (text.slice(dataEnd, dataEnd + 2) !== "\r\n") throw new Error("a chunk does not end in CR LF");
    at = dataEnd + 2;
    if (size === 0) return { body, isWhole: true, endsWithConnection: false, end: at };
  }
}
