// The chunked coding (RFC 9112 §7.1): a state machine, because its bytes do come piecemeal. Nothing here waits.

import type { ByteWindow } from "./byte-window.ts";
import { ProtocolError } from "./errors.ts";
import { BACKSLASH, COLON, CR, FIELD_VALUE, hexDigit, isBlank, LF, QUOTE, SEMICOLON, TOKEN } from "./grammar.ts";

/** Bytes of chunk extensions in one body; 4 KiB, as only attackers use them (CVE-2023-39326). */
const MAX_EXTENSION_BYTES = 4096;
/** Bytes of the trailer section; 16 KiB, Node's limit for a head. */
const MAX_TRAILER_BYTES = 16384;
/** Lines of the trailer section; CPython's 100. */
const MAX_TRAILER_LINES = 100;

const EQUALS = 0x3d;

type State =
  | "size"
  | "extensionName"
  | "afterName"
  | "value"
  | "quoted"
  | "escaped"
  | "afterValue"
  | "afterBlank"
  | "sizeLF"
  | "data"
  | "dataCR"
  | "dataLF"
  | "trailer"
  | "done";

/** Decodes one chunked body. A byte that breaks it stays in the window: whoever reads on meets the same error. */
export class ChunkedDecoder {
  /** The trailer section as it came, blank line excluded; latin-1. Never merged into the header fields. */
  trailers = "";
  #state: State = "size";
  /** In `size`: the value so far. In `data`: the bytes still to come; at the end of a chunk that is 0, where the next size starts. */
  #size = 0;
  #digits = 0;
  /** True once the present extension name or value has a character. */
  #hasCharacter = false;
  #extensionBytes = 0;
  #trailerLines = 0;

  /** True once the last chunk and the trailer section have been read. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  /**
   * Takes the framing from the window until body bytes come, and returns how many of the bytes at `window.start` are
   * body, at most `max`. The caller takes them, and says so with `take`. 0 means that the window holds no more of the body.
   *
   * @throws ProtocolError 400 at the first byte that breaks the grammar, 413 over a limit.
   */
  peek(window: ByteWindow, max: number): number {
    const { bytes, end } = window;
    while (window.start < end && this.#state !== "data" && this.#state !== "done") {
      if (this.#state === "trailer") {
        if (!this.#readTrailerLine(window)) return 0;
      } else {
        this.#step(bytes[window.start] as number);
        window.start++;
      }
    }
    return this.#state === "data" ? Math.min(this.#size, end - window.start, max) : 0;
  }

  /** Says that the caller took this many of the body bytes that `peek` announced. */
  take(count: number): void {
    this.#size -= count;
    if (this.#size === 0) this.#state = "dataCR";
  }

  #step(byte: number): void {
    switch (this.#state) {
      case "size":
        return this.#stepSize(byte);
      case "sizeLF":
        this.#expect(byte, LF, "A chunk size must end in CR LF");
        this.#state = this.#size === 0 ? "trailer" : "data";
        return;
      case "dataCR":
        this.#expect(byte, CR, "The data of a chunk must end in CR LF");
        this.#state = "dataLF";
        return;
      case "dataLF":
        this.#expect(byte, LF, "The data of a chunk must end in CR LF");
        this.#state = "size";
        this.#digits = 0;
        return;
      default:
        return this.#stepExtension(byte);
    }
  }

  #stepSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit !== -1) {
      this.#size = this.#size * 16 + digit;
      this.#digits++;
      if (this.#digits > 16 || !Number.isSafeInteger(this.#size))
        throw badChunk("A chunk size must have at most 53 bits");
      return;
    }
    if (this.#digits === 0) throw badChunk("A chunk must begin with its size in hexadecimal digits");
    if (isBlank(byte)) this.#state = "afterBlank";
    else this.#endOfExtension(byte);
  }

  /** chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] ) */
  #stepExtension(byte: number): void {
    if (++this.#extensionBytes > MAX_EXTENSION_BYTES) {
      throw new ProtocolError(413, "Chunk extensions too long", `got more than ${MAX_EXTENSION_BYTES} bytes of them`);
    }
    switch (this.#state) {
      case "extensionName":
        if (TOKEN[byte] === 1) this.#hasCharacter = true;
        else if (this.#hasCharacter) this.#afterName(byte);
        else if (!isBlank(byte)) throw badChunk("A chunk extension must have a name");
        return;
      case "afterName":
        if (byte === EQUALS) this.#afterName(byte);
        else this.#afterBlank(byte);
        return;
      case "value":
        if (TOKEN[byte] === 1) this.#hasCharacter = true;
        else if (this.#hasCharacter) this.#afterValue(byte);
        else if (byte === QUOTE) this.#state = "quoted";
        else if (!isBlank(byte)) throw badChunk("A chunk extension's value must be a token or a quoted string");
        return;
      case "quoted":
        if (byte === QUOTE) this.#state = "afterValue";
        else if (byte === BACKSLASH) this.#state = "escaped";
        else if (FIELD_VALUE[byte] !== 1) throw badChunk("A quoted string must not have control characters");
        return;
      case "escaped":
        if (FIELD_VALUE[byte] !== 1) throw badChunk("A quoted string must not have control characters");
        this.#state = "quoted";
        return;
      case "afterBlank":
        return this.#afterBlank(byte);
      default:
        return this.#afterValue(byte);
    }
  }

  #afterName(byte: number): void {
    if (isBlank(byte)) {
      this.#state = "afterName";
    } else if (byte === EQUALS) {
      this.#state = "value";
      this.#hasCharacter = false;
    } else {
      this.#endOfExtension(byte);
    }
  }

  #afterValue(byte: number): void {
    if (isBlank(byte)) this.#state = "afterBlank";
    else this.#endOfExtension(byte);
  }

  /** A blank is allowed before another extension, but not before the end of the line. */
  #afterBlank(byte: number): void {
    if (isBlank(byte)) return;
    this.#expect(byte, SEMICOLON, "After a blank in a chunk's size line there must be another extension");
    this.#endOfExtension(byte);
  }

  #endOfExtension(byte: number): void {
    if (byte === SEMICOLON) {
      this.#state = "extensionName";
      this.#hasCharacter = false;
    } else {
      this.#expect(byte, CR, "After a chunk size there must be extensions or CR LF");
      this.#state = "sizeLF";
    }
  }

  /** Takes one line of the trailer section; false if it is incomplete. */
  #readTrailerLine(window: ByteWindow): boolean {
    const { bytes, start, end } = window;
    const lineFeed = bytes.subarray(start, end).indexOf(LF);
    const lineBytes = lineFeed === -1 ? end - start : lineFeed + 1;
    if (this.trailers.length + lineBytes > MAX_TRAILER_BYTES || this.#trailerLines >= MAX_TRAILER_LINES) {
      throw new ProtocolError(
        431,
        "Trailers too long",
        `got more than ${MAX_TRAILER_BYTES} bytes or ${MAX_TRAILER_LINES} lines`,
      );
    }
    if (lineFeed === -1) return false;
    if (lineFeed === 0 || bytes[start + lineFeed - 1] !== CR) throw badChunk("A trailer line must end in CR LF");
    if (lineBytes === 2) {
      this.#state = "done";
    } else {
      checkTrailerLine(bytes, start, start + lineBytes - 2);
      this.trailers += bytes.toString("latin1", start, start + lineBytes);
    }
    window.start += lineBytes;
    this.#trailerLines++;
    return true;
  }

  #expect(byte: number, wanted: number, explain: string): void {
    if (byte !== wanted) throw badChunk(explain);
  }
}

/** A trailer line is a field line (RFC 9110 §6.5). */
function checkTrailerLine(bytes: Buffer, start: number, end: number): void {
  let at = start;
  while (at < end && TOKEN[bytes[at] as number] === 1) at++;
  if (at === start || bytes[at] !== COLON) throw badChunk("A trailer line must be a name, a colon and a value");
  for (at++; at < end; at++) {
    if (FIELD_VALUE[bytes[at] as number] !== 1) throw badChunk("A trailer value must not have control characters");
  }
}

function badChunk(explain: string): ProtocolError {
  return new ProtocolError(400, "Bad chunked coding", explain);
}

/** The size line of a chunk: its size in hexadecimal. */
export function chunkHead(size: number): string {
  return `${size.toString(16)}\r\n`;
}

/** What ends a chunked body; `trailers` are field lines with their line ends (RFC 9112 §7.1.2). */
export function lastChunk(trailers = ""): string {
  return `0\r\n${trailers}\r\n`;
}
