// A request head as the naked eye sees it: cut at line ends and blanks, judged by nobody. Rules look for facts here.

import { isIPv6 } from "node:net";

const HOST = /^(?:(?:[\w\-.~!$&'()*+,;=]|%[0-9a-f]{2})+|\[(?:v[0-9a-f]+\.[\w.:]+|([0-9a-f:.]+))\])(?::([0-9]{0,5}))?$/i;

/** The lines and words of a head; latin-1. */
export class HeadText {
  /** Line ends before the request line. */
  readonly leading: string;
  readonly requestLine: string;
  readonly method: string;
  readonly target: string;
  /** `HTTP/0.9` where the line says so, or has two words only. */
  readonly version: string;
  /** The lines between the request line and the blank one, without their line ends. */
  readonly fieldLines: readonly string[];
  /** The head with the empty lines around it. */
  readonly text: string;
  /** What stands behind it. */
  readonly rest: string;

  constructor(bytes: Buffer) {
    const text = bytes.toString("latin1");
    this.leading = /^[\r\n]*/.exec(text)?.[0] ?? "";
    const rest = text.slice(this.leading.length);
    const end = /\n\r?\n/.exec(rest);
    this.text = this.leading + rest.slice(0, end === null ? rest.length : end.index + end[0].length);
    this.rest = text.slice(this.text.length);
    const [requestLine = "", ...fieldLines] = rest
      .slice(0, end?.index ?? rest.length)
      .split("\n")
      .map(withoutCR);
    this.requestLine = requestLine;
    this.fieldLines = fieldLines;
    const words = requestLine.split(/ +/);
    this.method = words[0] ?? "";
    this.target = words[1] ?? "";
    const version = words.at(-1) ?? "";
    this.version = words.length < 3 || version.startsWith("HTTP/0.") ? "HTTP/0.9" : version;
  }

  /** True for HTTP/1.1, and for later versions that are the same to us. */
  get is11(): boolean {
    return this.version >= "HTTP/1.1" && this.version < "HTTP/2";
  }

  get hasBareLF(): boolean {
    return /(?:^|[^\r])\n/.test(this.text);
  }

  /** The host and port in an absolute target, or in that of CONNECT. */
  get authority(): string | undefined {
    if (this.method === "CONNECT") return this.target;
    return /^https?:\/\/([^/?#]*)/i.exec(this.target)?.[1];
  }

  /** The values of a field, without the blanks around them. */
  values(name: string): string[] {
    const start = `${name}:`;
    const lines = this.fieldLines.filter((line) => line.toLowerCase().startsWith(start));
    return lines.map((line) => line.slice(start.length).replace(/^[ \t]+|[ \t]+$/g, ""));
  }
}

function withoutCR(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** How a field line begins (RFC 9112 §5). */
export const FIELD_LINE_START = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:/;

/** Tells whether a text is a token (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return FIELD_LINE_START.test(`${text}:`) && !text.includes(":");
}

/** Tells whether a text is a host and perhaps a port (RFC 3986 §3.2.2). */
export function isHost(text: string): boolean {
  const [match, address, port = "0"] = HOST.exec(text) ?? [];
  return match !== undefined && (address === undefined || isIPv6(address)) && Number(port) <= 65535;
}
