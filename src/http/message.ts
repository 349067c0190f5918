// The headers of a request or response, with the methods of Python's email.message.Message that make sense for HTTP.
// The text of a field is the only state of its parameters: every question parses it anew.

import {
  charsetName,
  formatParam,
  formatParsed,
  mainWord,
  paramText,
  parseParams,
  unquoteParam,
} from "./content-params.ts";
import { encodeHeaderValue } from "./encoded-word.ts";
import type { Param, ParamValue } from "./extended-param.ts";
import { checkStoredField, FieldList } from "./field-list.ts";
import { trimBlanks } from "./grammar.ts";
import { quoteText } from "./quoted-string.ts";

const NO_DEFECTS: readonly Error[] = Object.freeze([]);

/** The content type where no field names one (RFC 2045 §5.2; Python's default). */
const FALLBACK_TYPE = "text/plain";

/**
 * Holds header fields in order; names ignore case and may repeat.
 *
 * A request's `headers` are one: `headers.get("Host")`, `headers.getAll("Cookie")`, `headers.getContentType()`.
 * A handler's `MessageClass` may be a subclass. Source: Python's `http.client.HTTPMessage` and `email.message.Message`.
 *
 * Differs from Python: parsed values have no blanks at their ends; names must be tokens; the only payload is the text
 * given to `setPayload`; `walk`, `attach` and the like are missing.
 */
export class HTTPMessage extends FieldList {
  #defaultType = FALLBACK_TYPE;
  #payload = "";

  /** Faults found while parsing. Always empty: a faulty header section is refused. */
  get defects(): readonly Error[] {
    return NO_DEFECTS;
  }

  /**
   * Adds a field with parameters: `addHeader("Content-Disposition", "attachment", { filename: "a.txt" })`.
   *
   * `_` in a parameter's name becomes `-`. A null parameter is its bare name. A value outside ASCII, or one given as
   * `[charset, language, value]`, is written in RFC 2231's form. With a null `value` there are only the parameters.
   *
   * @throws TypeError as {@link append} does, and if a value cannot be written in its charset.
   */
  addHeader(name: string, value: string | null, params: Readonly<Record<string, ParamValue | null>> = {}): void {
    const parts = value === null ? [] : [value];
    for (const [key, param] of Object.entries(params)) parts.push(formatParam(key.replaceAll("_", "-"), param));
    this.append(name, parts.join("; "));
  }

  /**
   * Returns the content type in lower case, without parameters: the default type if there is no such field,
   * `text/plain` if it is malformed.
   */
  getContentType(): string {
    const value = this.get("content-type");
    if (value === null) return this.#defaultType;
    const type = mainWord(value);
    return type.split("/").length === 2 ? type : FALLBACK_TYPE;
  }

  /** Returns the part of the content type before the slash. */
  getContentMaintype(): string {
    return this.getContentType().split("/")[0] as string;
  }

  /** Returns the part of the content type after the slash. */
  getContentSubtype(): string {
    return this.getContentType().split("/")[1] as string;
  }

  /** Returns the type that {@link getContentType} gives when there is no Content-Type field. */
  getDefaultType(): string {
    return this.#defaultType;
  }

  /** Sets the type that {@link getContentType} gives when there is no Content-Type field; it is not stored as a header. */
  setDefaultType(type: string): void {
    this.#defaultType = type;
  }

  /** Returns the content type's `charset` in lower case, or `failobj`. */
  getContentCharset(): string | null;
  getContentCharset<Missing>(failobj: Missing): string | Missing;
  getContentCharset(failobj: unknown = null): unknown {
    const value = this.getParam("charset");
    return value === null ? failobj : (charsetName(value) ?? failobj);
  }

  /** Returns a list with the charset of each part. There is only one part: see {@link getContentCharset}. */
  getCharsets(): (string | null)[];
  getCharsets<Missing>(failobj: Missing): (string | Missing)[];
  getCharsets(failobj: unknown = null): unknown[] {
    return [this.getContentCharset(failobj)];
  }

  /** Returns the first word of Content-Disposition in lower case, or null. */
  getContentDisposition(): string | null {
    const value = this.get("content-disposition");
    return value === null ? null : mainWord(value);
  }

  /**
   * Returns the parameters of a field as pairs, or `failobj` if there is no such field. The field's main word comes
   * first, with the value "".
   *
   * A value in RFC 2231's form is `[charset, language, value]`.
   */
  getParams(): Param[] | null;
  getParams<Missing>(failobj: Missing, header?: string, unquote?: boolean): Param[] | Missing;
  getParams(failobj: unknown = null, header = "content-type", unquote = true): unknown {
    const value = this.get(header);
    if (value === null) return failobj;
    const params = parseParams(value);
    return unquote ? params.map(([name, param]): Param => [name, unquoteParam(param)]) : params;
  }

  /** Returns the value of one parameter of a field, whatever the case of its name, or `failobj`; see {@link getParams}. */
  getParam(param: string): ParamValue | null;
  getParam<Missing>(param: string, failobj: Missing, header?: string, unquote?: boolean): ParamValue | Missing;
  getParam(param: string, failobj: unknown = null, header = "content-type", unquote = true): unknown {
    const params = this.getParams(null, header, unquote) ?? [];
    const found = params.find(([name]) => name.toLowerCase() === param.toLowerCase());
    return found === undefined ? failobj : found[1];
  }

  /**
   * Sets a parameter of a field. A missing field is created, a Content-Type as `text/plain`.
   *
   * `requote` quotes all values, whether they need it or not; a `charset`, with its `language`, selects RFC 2231's form.
   * The field moves to the end unless `replace` is true.
   *
   * @throws TypeError as {@link addHeader} does.
   *
   * Differs from Python: without `requote`, only values that need quotes get them; Python then quotes the field's other
   * parameters twice.
   */
  setParam(
    param: string,
    value: ParamValue,
    header = "Content-Type",
    requote = true,
    charset: string | null = null,
    language = "",
    replace = false,
  ): void {
    const extended = typeof value === "string" && charset !== null && charset !== "";
    const setting = formatParam(param, extended ? [charset, language, value] : value, requote);
    const current = this.get(header) ?? (header.toLowerCase() === "content-type" ? FALLBACK_TYPE : "");
    const old = this.getParam(param, "", header);
    const text = old === "" ? join(current, setting) : this.#withParam(param, setting, header, requote);
    if (text === this.get(header)) return;
    if (replace) this.replaceHeader(header, text);
    else this.#put(header, text);
  }

  #withParam(param: string, setting: string, header: string, requote: boolean): string {
    const params = this.getParams([], header);
    const isParam = (name: string) => name.toLowerCase() === param.toLowerCase();
    return params.map((other) => (isParam(other[0]) ? setting : formatParsed(other, requote))).join("; ");
  }

  /** Removes a parameter from a field, which then moves to the end. Does nothing if there is no such field. */
  delParam(param: string, header = "content-type", requote = true): void {
    const params = this.getParams(null, header);
    if (params === null) return;
    const kept = params.filter(([name]) => name.toLowerCase() !== param.toLowerCase());
    const text = kept.map((other) => formatParsed(other, requote)).join("; ");
    if (text !== this.get(header)) this.#put(header, text);
  }

  /**
   * Sets the type of a field and keeps its parameters. For a Content-Type, also sets `MIME-Version: 1.0`, as Python
   * does.
   *
   * @throws RangeError unless the type has exactly one slash (Python's ValueError).
   *
   * Differs from Python: keeps all parameters of the same name.
   */
  setType(type: string, header = "Content-Type", requote = true): void {
    if (type.split("/").length !== 2) throw new RangeError(`"${type}" is not a media type: write it like "text/html".`);
    const params = this.getParams([], header).slice(1);
    const text = [type, ...params.map((param) => formatParsed(param, requote))].join("; ");
    checkStoredField(header, text);
    if (header.toLowerCase() === "content-type") this.#put("MIME-Version", "1.0");
    this.#put(header, text);
  }

  /**
   * Returns the `filename` of Content-Disposition, else the `name` of Content-Type, decoded; else `failobj`.
   *
   * It is what the peer wrote, and may hold slashes, dots and control characters. Never use it as a path.
   *
   * Differs from Python: only SP and HTAB are trimmed.
   */
  getFilename(): string | null;
  getFilename<Missing>(failobj: Missing): string | Missing;
  getFilename(failobj: unknown = null): unknown {
    const value = this.getParam("filename", null, "content-disposition") ?? this.getParam("name");
    return value === null ? failobj : trimBlanks(paramText(value));
  }

  /** Returns the content type's `boundary`, or `failobj`. */
  getBoundary(): string | null;
  getBoundary<Missing>(failobj: Missing): string | Missing;
  getBoundary(failobj: unknown = null): unknown {
    const value = this.getParam("boundary");
    return value === null ? failobj : trimBlanks(paramText(value));
  }

  /**
   * Sets the content type's `boundary`, quoted, in place.
   *
   * @throws RangeError without a Content-Type (Python's HeaderParseError).
   *
   * Differs from Python: changes only the first of several Content-Type fields.
   */
  setBoundary(boundary: string): void {
    const params = this.getParams(null, "content-type");
    if (params === null) throw new RangeError("There is no Content-Type to set a boundary in: use setType() first.");
    const setting = `boundary="${quoteText(boundary)}"`;
    const parts = params.map((param) => (param[0] === "boundary" ? setting : formatParsed(param, true)));
    if (!parts.includes(setting)) parts.push(setting);
    this.replaceHeader("content-type", parts.join("; "));
  }

  /** Returns the payload set with {@link setPayload}, else "". The body of a request is read from `rfile`. */
  getPayload(): string {
    return this.#payload;
  }

  /** Sets the text that {@link asString} writes after the fields. */
  setPayload(payload: string): void {
    this.#payload = payload;
  }

  /** Returns false: a body is not parsed into parts. */
  isMultipart(): boolean {
    return false;
  }

  /**
   * Returns the fields as `Name: value` lines that end in LF, a blank line, and the payload.
   *
   * Values outside ASCII become RFC 2047's encoded words (`=?utf-8?b?w6k=?=`), as Python prints them.
   *
   * Differs from Python: a multipart type gets no boundary and no empty part.
   */
  asString(): string {
    const lines = this.items().map(([name, value]) => `${name}: ${encodeHeaderValue(value)}\n`);
    return `${lines.join("")}\n${this.#payload}`;
  }

  /** Returns {@link asString}. */
  override toString(): string {
    return this.asString();
  }

  /**
   * Returns the fields of that name as `Name: value` lines without line ends.
   *
   * Differs from Python: Python 3's `getallmatchingheaders` always returns an empty list.
   */
  getAllMatchingHeaders(name: string): string[] {
    const wanted = name.toLowerCase();
    return this.items().flatMap(([other, value]) => (other.toLowerCase() === wanted ? [`${other}: ${value}`] : []));
  }

  /**
   * Returns a WHATWG `Headers` with the same fields; later changes to one do not affect the other.
   *
   * @throws TypeError if a value set by hand holds characters outside latin-1.
   */
  toHeaders(): Headers {
    return new Headers(this.items());
  }

  /** Replaces all fields of that name with one at the end; checks it before removing anything. */
  #put(header: string, value: string): void {
    checkStoredField(header, value);
    this.delete(header);
    this.append(header, value);
  }
}

function join(value: string, param: string): string {
  return value === "" ? param : `${value}; ${param}`;
}
