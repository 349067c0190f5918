// The head of a response while it is being put together: one latin-1 string, checked piece by piece.

import { isFieldValue, isToken } from "./grammar.ts";

const TWO_LENGTHS = "A response has one Content-Length, or a Transfer-Encoding, and not both.";
const KEEP_ALIVE_FIELD = /^connection: keep-alive\r\n/im;
const FRAMING_FIELDS = /^(?:content-length|transfer-encoding):.*\r\n/gim;
const DIGITS = /^[0-9]+$/;
/** Field names that were checked before: handlers use the same few again and again. */
const knownNames = new Set<string>();
/** Bounds `knownNames`, should a handler make up names without end. */
const MAX_KNOWN_NAMES = 1000;

/** The status line and header fields buffered so far (Python's `_headers_buffer`), and what of them decides the framing. */
export class ResponseHead {
  text = "";
  /** The status of the status line; undefined while there is none. */
  status: number | undefined;
  contentLength: number | undefined;
  hasTransferEncoding = false;
  hasConnection = false;

  /** Begins anew. */
  clear(): void {
    this.text = "";
    this.status = undefined;
    this.contentLength = undefined;
    this.hasTransferEncoding = false;
    this.hasConnection = false;
  }

  /** Adds a status line. @throws TypeError for a status that has not three digits, or a reason with control characters. */
  addStatusLine(protocolVersion: string, status: number, reason: string): void {
    if (!Number.isInteger(status) || status < 100 || status > 999) {
      throw new TypeError(`A status code is a number from 100 to 999, not ${status}.`);
    }
    if (!isFieldValue(reason)) {
      throw new TypeError(`The reason phrase ${JSON.stringify(reason)} has characters that no status line may have.`);
    }
    this.status = status;
    this.text += `${protocolVersion} ${status} ${reason}\r\n`;
  }

  /** Adds a field. @throws TypeError for a name that is no token, and for a value with control or non-latin-1 characters. */
  addField(name: string, value: string): void {
    checkField(name, value);
    if (name.length === 14 || name.length === 10 || name.length === 17) this.#note(name.toLowerCase(), value);
    this.text += `${name}: ${value}\r\n`;
  }

  /** Takes back a `Connection: keep-alive`, as the connection will not be kept. */
  forgetKeepAlive(): void {
    if (!this.hasConnection) return;
    const without = this.text.replace(KEEP_ALIVE_FIELD, "");
    this.hasConnection = without === this.text;
    this.text = without;
  }

  /** Takes back what announces a body, where there never is one (RFC 9110 §8.6, RFC 9112 §6.1). */
  forgetFraming(): void {
    if (this.contentLength === undefined && !this.hasTransferEncoding) return;
    this.text = this.text.replace(FRAMING_FIELDS, "");
    this.contentLength = undefined;
    this.hasTransferEncoding = false;
  }

  #note(name: string, value: string): void {
    if (name === "content-length") {
      if (this.contentLength !== undefined || this.hasTransferEncoding) throw new TypeError(TWO_LENGTHS);
      if (!DIGITS.test(value))
        throw new TypeError(`Content-Length is a number of bytes, not ${JSON.stringify(value)}.`);
      this.contentLength = Number(value);
    } else if (name === "transfer-encoding") {
      if (this.contentLength !== undefined) throw new TypeError(TWO_LENGTHS);
      this.hasTransferEncoding = true;
    } else if (name === "connection") {
      this.hasConnection = true;
    }
  }
}

/** Checks a field on its way out. @throws TypeError as `addField` does. */
export function checkField(name: string, value: string): void {
  if (!knownNames.has(name)) checkName(name);
  if (!isFieldValue(value)) throw new TypeError(badValueMessage(name, value));
}

function checkName(name: string): void {
  if (!isToken(name)) {
    throw new TypeError(
      `${JSON.stringify(name)} is no header name: a name has letters, digits and !#$%&'*+-.^_\`|~ only.`,
    );
  }
  if (knownNames.size < MAX_KNOWN_NAMES) knownNames.add(name);
}

function badValueMessage(name: string, value: string): string {
  const isLatin1 = /^[\0-\xff]*$/.test(value);
  const reason = isLatin1
    ? "control characters, and a line end would begin a new header"
    : "characters outside latin-1; encode them, for example with encodeURI()";
  return `The value ${JSON.stringify(value)} of ${name} has ${reason}.`;
}

/** Makes a reason phrase of any text: what a status line cannot carry becomes a question mark. */
export function safeReason(text: string): string {
  return isFieldValue(text) ? text : text.replace(/[^\t\x20-\x7e\xa0-\xff]/gu, "?");
}
