// Reads the head of a script's output (RFC 3875 §6): fields, one a line, and an empty line. Bytes come in pieces, so this is a state
// machine: `read` returns the bytes after the head once it is complete, undefined before that, or throws CgiOutputError.

import type { Field } from "../http/field-block.ts";
import { isFieldValue, isToken, LF, trimBlanks } from "../http/grammar.ts";
import type { CgiLimits } from "./limits.ts";

/** Tells a script's author what is wrong with its output: the rest of a sentence that begins with the script's name. */
export class CgiOutputError extends Error {
  override readonly name: string = "CgiOutputError";
}

/** A head as a script wrote it; texts are latin-1. */
export interface CgiHead {
  /** The code of `Status`; undefined where there is none. */
  readonly status: number | undefined;
  /** Its reason phrase, if there is one. */
  readonly reason: string | undefined;
  readonly location: string | undefined;
  /** All other fields, in order, spelt as the script spelt them. */
  readonly fields: readonly Field[];
}

/** The largest head there may be. */
export type HeadBounds = Pick<CgiLimits, "maxHeadBytes" | "maxHeadFields">;

const NOTHING: Buffer = Buffer.alloc(0);
const STATUS = /^([2-5][0-9]{2})(?: +(.*))?$/;
/** RFC 3875 §6.3.3; blanks and control characters could make another request, or another field. */
const URI_TEXT = /^[!-~\x80-\xff]+$/;
/** CGI fields may be given only once (§6.3); two lengths would leave the end of the body open. */
const SINGLE = new Set(["content-type", "location", "status", "content-length"]);
/** What Python's `cgitb` writes before its own head: as part of a head it passes for a field, in a page it begins a comment. */
const CGITB_LINE = "<!--: spam";
/** How much of a wrong line or value a message quotes. */
const QUOTED_CHARACTERS = 60;
const ADVICE = 'write "Content-Type: text/plain" and an empty line first';

/** Reads the head of a script's output. */
export class CgiHeadParser {
  readonly #bounds: HeadBounds;
  readonly #seen = new Set<string>();
  readonly #fields: Field[] = [];
  #status: number | undefined;
  #reason: string | undefined;
  #location: string | undefined;
  /** The beginning of a line that is not complete. */
  #pending: Buffer = NOTHING;
  #bytesRead = 0;
  #fieldCount = 0;

  constructor(bounds: HeadBounds) {
    this.#bounds = bounds;
  }

  /** True once a byte has come. */
  get hasBegun(): boolean {
    return this.#bytesRead > 0 || this.#pending.length > 0;
  }

  /** What was read; complete once `read` has returned the rest. */
  get head(): CgiHead {
    return { status: this.#status, reason: this.#reason, location: this.#location, fields: this.#fields };
  }

  /** Reads a piece. @returns what follows the head, once the head is complete. @throws CgiOutputError */
  read(piece: Buffer): Buffer | undefined {
    const bytes = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
    let start = 0;
    for (let end = bytes.indexOf(LF, this.#pending.length); end !== -1; end = bytes.indexOf(LF, start)) {
      const line = bytes.toString("latin1", start, end).replace(/\r$/, "");
      this.#count(end + 1 - start);
      start = end + 1;
      if (line === CGITB_LINE) continue;
      if (line !== "") this.#readField(line);
      else if (this.#fieldCount > 0) return bytes.subarray(start);
      else throw new CgiOutputError(`wrote an empty line before any header field; ${ADVICE}`);
    }
    this.#pending = bytes.subarray(start);
    if (this.#bytesRead + this.#pending.length > this.#bounds.maxHeadBytes) this.#count(this.#pending.length);
    return undefined;
  }

  #count(bytes: number): void {
    this.#bytesRead += bytes;
    if (this.#bytesRead <= this.#bounds.maxHeadBytes) return;
    throw new CgiOutputError(
      `wrote more than ${this.#bounds.maxHeadBytes} bytes of header without the empty line that ends it`,
    );
  }

  #readField(line: string): void {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = trimBlanks(line.slice(colon + 1));
    if (!isToken(name) || !isFieldValue(value)) throw new CgiOutputError(this.#explainLine(line));
    const lower = name.toLowerCase();
    if (SINGLE.has(lower) && this.#seen.has(lower))
      throw new CgiOutputError(`wrote two ${name} fields, where only one is allowed`);
    this.#seen.add(lower);
    this.#fieldCount++;
    if (this.#fieldCount > this.#bounds.maxHeadFields) {
      throw new CgiOutputError(`wrote more than ${this.#bounds.maxHeadFields} header fields`);
    }
    if (lower === "status") this.#readStatus(value);
    else if (lower === "location") this.#readLocation(value);
    else if (lower === "content-length" && !/^[0-9]{1,15}$/.test(value)) throw badValue(name, value);
    else this.#fields.push([name, value]);
  }

  #readStatus(value: string): void {
    const [, code, reason] = STATUS.exec(value) ?? [];
    if (code === undefined) throw badValue("Status", value);
    this.#status = Number(code);
    this.#reason = reason === "" ? undefined : reason;
  }

  #readLocation(value: string): void {
    if (!URI_TEXT.test(value)) throw badValue("Location", value);
    this.#location = value;
  }

  #explainLine(line: string): string {
    const quoted = JSON.stringify(line.slice(0, QUOTED_CHARACTERS));
    if (this.#fieldCount > 0) return `wrote ${quoted} among its header fields; an empty line must end them`;
    return `began its output with ${quoted}, which is no header field; ${ADVICE}`;
  }
}

function badValue(name: string, value: string): CgiOutputError {
  return new CgiOutputError(`wrote an invalid ${name}: ${JSON.stringify(value.slice(0, QUOTED_CHARACTERS))}`);
}
