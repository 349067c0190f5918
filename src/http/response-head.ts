// The head of a response while it is being put together: one latin-1 string, checked piece by piece.

import { withoutKeepAlive } from "./connection-lines.ts";
import type { FieldBlock } from "./field-block.ts";
import { isFieldValue, joinValues, listMembers } from "./grammar.ts";
import { checkedLine, fieldLine, statusLine } from "./head-lines.ts";

const TWO_LENGTHS = "A response has one Content-Length, or a Transfer-Encoding, and not both.";
const FRAMING_FIELDS = /^(?:content-length|transfer-encoding):.*\r\n/gim;
const DIGITS = /^[0-9]+$/;

/** The status line and header fields buffered so far (Python's `_headers_buffer`), and what of them decides the framing. */
export class ResponseHead {
  text = "";
  /** The status of the status line; undefined while there is none. */
  status: number | undefined;
  contentLength: number | undefined;
  transferEncoding: string | undefined;
  hasConnection = false;
  /** True when a Connection field has `close` among its options. */
  saysClose = false;
  /** True once a head was made that tells the client that the connection ends; to clear it leaves that. */
  endsConnection = false;
  /** The parts that were flushed. */
  #flushed = "";
  /** All bytes that had been written, of the head or not, when the last of them was; 0 while there is none. */
  #flushedBytes = 0;

  /** True once there is something of it, flushed or not. */
  get isBegun(): boolean {
    return this.text !== "" || this.isPartlySent;
  }

  /** True once it has a status that is not informational; never for HTTP/0.9, nor for lines behind a head. */
  get isFinal(): boolean {
    return this.status !== undefined && this.status >= 200;
  }

  /** True once a part of it was flushed. */
  get isPartlySent(): boolean {
    return this.#flushedBytes > 0;
  }

  /** Tells whether it has to be ended still: there is text, or nothing was written behind what was flushed, or at all. */
  isOpenAt(bytesWritten: number): boolean {
    return this.text !== "" || bytesWritten === this.#flushedBytes;
  }

  /** The status, unless something else was written behind a part that was flushed: nobody knows then what the head says of the body. */
  statusAt(bytesWritten: number): number | undefined {
    return this.isPartlySent && bytesWritten !== this.#flushedBytes ? undefined : this.status;
  }

  /** Begins anew. */
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

  /** Goes on behind what is there, which is written behind `bytesWritten` bytes. */
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

  /** Adds a status line. @throws TypeError for a status that has not three digits, or a reason with control characters. */
  addStatusLine(protocolVersion: string, status: number, reason: string): void {
    this.text += statusLine(protocolVersion, status, reason);
    this.status = status;
  }

  /** Adds a field. @throws TypeError for a name that is no token, and for a value with control or non-latin-1 characters. */
  addField(name: string, value: string): void {
    const field = fieldLine(name, value);
    if (name.length === 14 || name.length === 10 || name.length === 17) this.#note(field.name, value);
    this.text += field.line;
  }

  /** Adds a line in the form of a field to what follows the head, where it decides nothing. @throws TypeError as `addField` does. */
  addLine(name: string, value: string): void {
    this.text += checkedLine(name, value);
  }

  /** Adds fields that were checked before. @throws TypeError where there is a length already. */
  addBlock({ text, contentLength }: FieldBlock): void {
    if (contentLength !== undefined) this.#noteLength(contentLength);
    this.text += text;
  }

  /** Takes back `keep-alive` from `Connection`, as the connection will not be kept. */
  forgetKeepAlive(): void {
    this.endsConnection = true;
    if (!this.hasConnection) return;
    this.text = withoutKeepAlive(this.text);
    this.hasConnection = /^connection:/im.test(this.text);
  }

  /** Takes back what announces a body, where there never is one (RFC 9110 §8.6, RFC 9112 §6.1). @returns false where that was flushed. */
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

/** Makes a reason phrase of any text: what a status line cannot carry becomes a question mark. */
export function safeReason(text: string): string {
  return isFieldValue(text) ? text : text.replace(/[^\t\x20-\x7e\xa0-\xff]/gu, "?");
}
