// The head of a response while it is being put together: one latin-1 string, checked piece by piece.

import { withoutKeepAlive } from "./connection-lines.ts";
import type { FieldBlock } from "./field-block.ts";
import { isFieldValue, joinValues, listMembers } from "./grammar.ts";
import { checkedLine, fieldLine, statusLine } from "./head-lines.ts";

const TWO_LENGTHS = "A response has one Content-Length, or a Transfer-Encoding, and not both.";
const FRAMING_FIELDS = /^(?:content-length|transfer-encoding):.*\r\n/gim;
const DIGITS = /^[0-9]+$/;

/** The status line and header fields buffered so far (Python's `_headers_buffer`), and those values that decide the framing. */
export class ResponseHead {
  text = "";
  /** The status of the status line; undefined while there is none. */
  status: number | undefined;
  contentLength: number | undefined;
  transferEncoding: string | undefined;
  hasConnection = false;
  /** True when a Connection field has `close` among its options. */
  saysClose = false;
  /** True once a head was made that tells the client that the connection ends; `clear` leaves it so. */
  endsConnection = false;
  /** The parts that have been flushed. */
  #flushed = "";
  /** How many bytes had been written, head or not, after the last flush; 0 before the first. */
  #flushedBytes = 0;

  /** True once something was added, flushed or not. */
  get isBegun(): boolean {
    return this.text !== "" || this.isPartlySent;
  }

  /** True once it has a status that is not informational; never for HTTP/0.9, nor for lines after a head. */
  get isFinal(): boolean {
    return this.status !== undefined && this.status >= 200;
  }

  /** True once a part of it was flushed. */
  get isPartlySent(): boolean {
    return this.#flushedBytes > 0;
  }

  /** Tells whether it still has to be ended: there is text, or nothing was written since the last flush, or nothing at all. */
  isOpenAt(bytesWritten: number): boolean {
    return this.text !== "" || bytesWritten === this.#flushedBytes;
  }

  /** The status, unless something else was written after a flush: then nobody knows what the head says about the body. */
  statusAt(bytesWritten: number): number | undefined {
    return this.isPartlySent && bytesWritten !== this.#flushedBytes ? undefined : this.status;
  }

  /** Starts over. */
  clear(): void {
    this.#flushedBytes = 0;
    this.#flushed = "";
    this.text = "";
    this.status = undefined;
    this.contentLength = undefined;
    this.transferEncoding = undefined;
    this.hasConnection = false;
    this.saysClose = false;
  }

  /** Drops what was not flushed. */
  clearUnsent(): void {
    const flushedBytes = this.#flushedBytes;
    this.clear();
    this.#flushedBytes = flushedBytes;
  }

  /** Starts a new part. The caller writes the present one, after the `bytesWritten` bytes that were written before. */
  flush(bytesWritten: number): void {
    this.status = this.statusAt(bytesWritten);
    this.#flushedBytes = bytesWritten + this.text.length;
    this.#flushed += this.text;
    this.text = "";
  }

  /** Tells whether it has a field of that name. */
  has(name: string): boolean {
    return (this.#flushed + this.text).toLowerCase().includes(`\r\n${name.toLowerCase()}:`);
  }

  /** Adds a status line. @throws TypeError for a status without three digits, or a reason with control characters. */
  addStatusLine(protocolVersion: string, status: number, reason: string): void {
    this.text += statusLine(protocolVersion, status, reason);
    this.status = status;
  }

  /** Adds a field. @throws TypeError for a name that is not a token, and for a value with control or non-latin-1 characters. */
  addField(name: string, value: string): void {
    const field = fieldLine(name, value);
    if (name.length === 14 || name.length === 10 || name.length === 17) this.#note(field.name, value);
    this.text += field.line;
  }

  /** Adds a line in the form of a field to what follows the head, where it has no meaning. @throws TypeError as `addField` does. */
  addLine(name: string, value: string): void {
    this.text += checkedLine(name, value);
  }

  /** Adds fields that were checked before. @throws TypeError if there is a length already. */
  addBlock({ text, contentLength }: FieldBlock): void {
    if (contentLength !== undefined) this.#noteLength(contentLength);
    this.text += text;
  }

  /** Removes `keep-alive` from `Connection`, as the connection will not be kept. */
  forgetKeepAlive(): void {
    this.endsConnection = true;
    if (!this.hasConnection) return;
    this.text = withoutKeepAlive(this.text);
    this.hasConnection = /^connection:/im.test(this.text);
  }

  /** Removes what announces a body, where there never is one (RFC 9110 §8.6, RFC 9112 §6.1). @returns false if it was flushed already. */
  forgetFraming(): boolean {
    if (this.contentLength === undefined && this.transferEncoding === undefined) return true;
    this.text = this.text.replace(FRAMING_FIELDS, "");
    this.contentLength = undefined;
    this.transferEncoding = undefined;
    return !this.has("content-length") && !this.has("transfer-encoding");
  }

  #noteLength(length: number): void {
    if (this.contentLength !== undefined || this.transferEncoding !== undefined) throw new TypeError(TWO_LENGTHS);
    this.contentLength = length;
  }

  #note(name: string, value: string): void {
    if (name === "content-length") {
      if (!DIGITS.test(value))
        throw new TypeError(`Content-Length is a number of bytes, not ${JSON.stringify(value)}.`);
      this.#noteLength(Number(value));
    } else if (name === "transfer-encoding") {
      if (this.contentLength !== undefined) throw new TypeError(TWO_LENGTHS);
      this.transferEncoding = joinValues(this.transferEncoding, value);
    } else if (name === "connection") {
      this.hasConnection = true;
      if (listMembers(value).includes("close")) this.saysClose = true;
    }
  }
}

/** Makes a reason phrase of any text: a character that a status line cannot carry becomes a question mark. */
export function safeReason(text: string): string {
  return isFieldValue(text) ? text : text.replace(/[^\t\x20-\x7e\xa0-\xff]/gu, "?");
}
