// Reads a request head in one pass over its bytes. Nothing here waits: `read` returns true (complete), false (needs more
// bytes) or throws ProtocolError. What was found before an error stays readable: the handler logs and answers with it.

import { BAD_VALUE, badField, nameFault } from "./bad-field.ts";
import { indexOfLF, type TextWindow } from "./byte-window.ts";
import { ProtocolError } from "./errors.ts";
import { type BodyLength, bodyLength } from "./framing.ts";
import { COLON, CR, FIELD_VALUE, isBlank, joinValues, LF, TOKEN } from "./grammar.ts";
import { isAuthority } from "./host.ts";
import { fieldOffsets, type RawFields } from "./raw-fields.ts";
import { parseRequestLine, type RequestLine } from "./request-line.ts";

/** How large a request head may be. */
export interface HeadLimits {
  /** Bytes of one line, its line end included; by default CPython's 65,536. */
  readonly maxLineBytes: number;
  /** Lines of the header section, the blank one included; by default CPython's 100, so 99 fields pass. */
  readonly maxFieldLines: number;
  /** Bytes of the whole header section; by default 131,072 (CPython would take 6.5 MB). */
  readonly maxHeadBytes: number;
}

export const DEFAULT_HEAD_LIMITS: HeadLimits = { maxLineBytes: 65536, maxFieldLines: 100, maxHeadBytes: 131072 };

/** Empty lines that are skipped before a request line (RFC 9112 §2.2 asks for at least one; some old clients send two). */
const MAX_EMPTY_LINES = 4;

const NO_OFFSETS: number[] = []; // most requests have no conditions

/** A request head, while it is read and afterwards. */
export class RequestHead implements RawFields {
  /** The request line without its line end; empty until a line of permitted length has come. */
  requestline = "";
  /** The line end of the request line. */
  lineEnd: "\r\n" | "\n" = "\r\n";
  /** The request line in parts; undefined until a valid one has come. */
  line: RequestLine | undefined;
  /** The header section as it came, with its last blank line. */
  text = "";
  /** The Host field, or what an absolute-form target puts in its place. */
  host: string | undefined;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
  connection: string | undefined;
  expect: string | undefined;
  upgrade: string | undefined;
  conditionOffsets: number[] = NO_OFFSETS;
  /** True once all of the head has been read. */
  isComplete = false;
  /** True when a request line that is incomplete or too long begins with HEAD. */
  isForHead = false;
  /** The length of the body that follows. */
  bodyLength: BodyLength = 0;

  readonly #limits: HeadLimits;
  #emptyLines = 0;
  #fieldLines = 0;
  /** Where the first incomplete line begins, counted from the window's start, and where to look for its end. */
  #lineStart = 0;
  #searched = 0;
  #hasBareLF = false;
  #offsets: readonly number[] | undefined;

  constructor(limits: HeadLimits = DEFAULT_HEAD_LIMITS) {
    this.#limits = limits;
  }

  get offsets(): readonly number[] {
    this.#offsets ??= fieldOffsets(this.text);
    return this.#offsets;
  }

  /** True once a byte of the request has come: a silent peer then owes the rest of the head. */
  get hasBegun(): boolean {
    return this.line !== undefined || this.#searched > 0;
  }

  /**
   * Reads as much of the head as the window holds, and takes its bytes from the window.
   *
   * @throws ProtocolError 400, 414, 431, 501 or 505.
   */
  read(window: TextWindow): boolean {
    if (this.line === undefined && !this.#readRequestLine(window)) return false;
    // HTTP/0.9 has no header section.
    this.isComplete = (this.line as RequestLine).versionNumber === 9 || this.#readFields(window);
    return this.isComplete;
  }

  #readRequestLine(window: TextWindow): boolean {
    this.#skipEmptyLines(window);
    const { bytes, start, end } = window;
    const lineFeed = indexOfLF(bytes, start + this.#searched, end);
    const lineBytes = (lineFeed === -1 ? end : lineFeed + 1) - start;
    const isTooLong = lineBytes > this.#limits.maxLineBytes;
    if (lineFeed === -1 || isTooLong) this.isForHead = window.latin1(start, Math.min(start + 5, end)) === "HEAD ";
    if (isTooLong) throw new ProtocolError(414, "URI Too Long");
    this.#searched = lineBytes;
    if (lineFeed === -1) return false;
    const hasCR = bytes[lineFeed - 1] === CR; // there is a byte before the line feed: empty lines were skipped
    if (!hasCR) {
      this.#hasBareLF = true;
      this.lineEnd = "\n";
    }
    this.requestline = window.latin1(start, hasCR ? lineFeed - 1 : lineFeed);
    this.line = parseRequestLine(this.requestline);
    if (this.#hasBareLF) this.#allowBareLF();
    window.start = lineFeed + 1;
    this.#searched = 0;
    return true;
  }

  #skipEmptyLines(window: TextWindow): void {
    const { bytes, end } = window;
    while (window.start < end) {
      const isLF = bytes[window.start] === LF;
      const isCRLF = bytes[window.start] === CR && window.start + 1 < end && bytes[window.start + 1] === LF;
      if (!isLF && !isCRLF) return;
      if (++this.#emptyLines > MAX_EMPTY_LINES) throw new ProtocolError(400, "Bad request syntax ('')");
      if (isLF) this.#hasBareLF = true;
      window.start += isLF ? 1 : 2;
      this.#searched = 0;
    }
  }

  #readFields(window: TextWindow): boolean {
    const { bytes, start, end } = window;
    const { maxLineBytes, maxHeadBytes } = this.#limits;
    const mayHaveLine = this.#searched <= this.#lineStart || indexOfLF(bytes, start + this.#searched, end) !== -1;
    let at = start + this.#lineStart;
    for (;;) {
      const limit = Math.min(at + maxLineBytes, start + maxHeadBytes);
      const next = mayHaveLine ? this.#readField(window, at, Math.min(end, limit)) : -1;
      if (next === 0) {
        this.#complete(window, bytes[at] === CR ? at + 2 : at + 1);
        return true;
      }
      if (next === -1) {
        if (end > limit) throw this.#tooLong(limit - at);
        break;
      }
      this.#countField();
      at = next;
    }
    this.#lineStart = at - start;
    this.#searched = end - start;
    return false;
  }

  /**
   * Reads one line. Returns where the next begins, 0 at the blank line that ends the section, -1 if the line is incomplete.
   * A line is judged once it is complete, so that the result never depends on how the bytes were split on their way.
   */
  #readField(window: TextWindow, start: number, end: number): number {
    const { bytes } = window;
    const token = TOKEN; // fetched once: fetching it for every byte costs a tenth of the reading
    const fieldValue = FIELD_VALUE;
    let at = start;
    while (at < end && token[bytes[at] as number] === 1) at++;
    if (at === end) return -1;
    if (bytes[at] !== COLON || at === start) return this.#readBlankLine(bytes, start, at, end);
    const nameEnd = at++;
    while (at < end && isBlank(bytes[at] as number)) at++;
    const valueStart = at;
    while (at < end && fieldValue[bytes[at] as number] === 1) at++;
    let valueEnd = at;
    if (at < end && bytes[at] === CR) at++;
    if (at === end) return -1;
    if (bytes[at] !== LF) return badLine(bytes, at, end, BAD_VALUE);
    if (at === valueEnd) this.#allowBareLF();
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1] as number)) valueEnd--;
    this.#note(window, start, nameEnd, valueStart, valueEnd);
    return at + 1;
  }

  #readBlankLine(bytes: Buffer, start: number, at: number, end: number): number {
    const byte = bytes[at];
    if (at === start && byte === LF) {
      this.#allowBareLF();
      return 0;
    }
    if (at === start && byte === CR) {
      if (at + 1 === end) return -1;
      if (bytes[at + 1] === LF) return 0;
    }
    return badLine(bytes, at, end, nameFault(byte as number, at === start));
  }

  /** Notes the few fields the server itself needs; the rest are indexed when somebody asks (see `offsets`). */
  #note(window: TextWindow, start: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const { bytes, start: base } = window;
    const isRange = nameEnd - start === 5 && equalsIgnoringCase(bytes, start, "range");
    if (isRange || equalsIgnoringCase(bytes, start, "if-")) {
      const offsets = [start - base, nameEnd - base, valueStart - base, valueEnd - base];
      if (this.conditionOffsets === NO_OFFSETS) this.conditionOffsets = offsets;
      else this.conditionOffsets.push(...offsets);
      return;
    }
    const name = NOTED_BY_LENGTH[nameEnd - start];
    if (name === undefined || !equalsIgnoringCase(bytes, start, name)) return;
    const value = window.latin1(valueStart, valueEnd);
    switch (name) {
      case "host":
        if (this.host !== undefined) throw new ProtocolError(400, "Bad Host header", "Host must be sent only once");
        this.host = value;
        break;
      case "content-length":
        this.contentLength = joinValues(this.contentLength, value);
        break;
      case "transfer-encoding":
        this.transferEncoding = joinValues(this.transferEncoding, value);
        break;
      case "connection":
        this.connection = joinValues(this.connection, value);
        break;
      case "expect":
        this.expect = joinValues(this.expect, value);
        break;
      case "upgrade":
        this.upgrade = joinValues(this.upgrade, value);
        break;
    }
  }

  #complete(window: TextWindow, end: number): void {
    this.text = window.latin1(window.start, end);
    window.start = end;
    const line = this.line as RequestLine;
    checkHost(this.host, line);
    this.host = line.authority ?? this.host;
    this.bodyLength = bodyLength({
      versionNumber: line.versionNumber,
      contentLength: this.contentLength,
      transferEncoding: this.transferEncoding,
    });
  }

  /** A lone LF ends lines up to HTTP/1.0, as in Python; in a 1.1 request it is refused (RFC 9112 §2.2). */
  #allowBareLF(): void {
    if ((this.line as RequestLine).versionNumber >= 11)
      throw badField("Lines of an HTTP/1.1 request must end in CR LF");
  }

  #countField(): void {
    this.#fieldLines++;
    if (this.#fieldLines >= this.#limits.maxFieldLines) {
      throw new ProtocolError(431, "Too many headers", `got more than ${this.#limits.maxFieldLines} headers`);
    }
  }

  /** The error for a line that exceeds its own limit, or that of the section if that comes first. */
  #tooLong(bytesLeft: number): ProtocolError {
    const { maxLineBytes, maxHeadBytes } = this.#limits;
    return bytesLeft === maxLineBytes
      ? new ProtocolError(431, "Line too long", `got more than ${maxLineBytes} bytes when reading header line`)
      : new ProtocolError(431, "Headers too long", `got more than ${maxHeadBytes} bytes of headers`);
  }
}

const NOTED_NAMES = ["host", "expect", "upgrade", "connection", "content-length", "transfer-encoding"] as const;
/** The noted field name of each length: no two are equally long. */
const NOTED_BY_LENGTH: readonly ((typeof NOTED_NAMES)[number] | undefined)[] = Array.from(
  { length: 256 },
  (_, length) => NOTED_NAMES.find((name) => name.length === length),
);

function equalsIgnoringCase(bytes: Buffer, start: number, lowerCaseName: string): boolean {
  for (let i = 0; i < lowerCaseName.length; i++) {
    const byte = bytes[start + i] as number;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== lowerCaseName.charCodeAt(i)) return false;
  }
  return true;
}

/**
 * Exactly one valid Host in HTTP/1.1, at most one before (RFC 9112 §3.2).
 * Differs from Python: answers 400 to an HTTP/1.1 request without `Host`, and to any with two, or with one that names no host.
 */
function checkHost(host: string | undefined, line: RequestLine): void {
  if (host === undefined) {
    if (line.versionNumber >= 11)
      throw new ProtocolError(400, "Missing Host header", "An HTTP/1.1 request must name a host");
  } else if (host !== lastValidHost) {
    if (!isAuthority(host))
      throw new ProtocolError(400, "Bad Host header", "Host must be a host, with or without a port");
    lastValidHost = host;
  }
}

/** Remembered, as nearly every request to a server names the same host. */
let lastValidHost = "";

/** Refuses a malformed line if its end is here; otherwise returns -1, as for any incomplete line. */
function badLine(bytes: Buffer, at: number, end: number, explain: string): -1 {
  if (indexOfLF(bytes, at, end) === -1) return -1;
  throw badField(explain);
}
