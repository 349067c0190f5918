// Reads the values of the options for pages and browsers.

import { decodePath, pathSegments } from "../files/url-path.ts";
import { isToken } from "../http/grammar.ts";
import { usageError } from "./command-error.ts";
import { parseMediaType, quoted } from "./values.ts";

/** The media type of an extension: the extension with its dot, in lower case. */
export type MediaTypeSetting = readonly [extension: string, type: string];

/** An origin with an application's own scheme: `capacitor://localhost`. */
const OWN_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(?::[0-9]+)?$/;
/** A host name as browsers write it. */
const HOST_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
/** Characters that stand outside the host in a URL, or are dropped from it silently. */
const NO_HOST_NAME = /[\x00-\x20\x7f:/?#@\\%]/;
/** What a base cannot have: a query or fragment, other separators, a scheme or drive, malformed escapes, control characters. */
const NO_BASE = /[?#\\:]|%(?![0-9a-f]{2})|%00|[\x00-\x1f\x7f]/i;

/** Reads origins with commas between them; `*` is any. @throws CommandError for what no browser sends as Origin. */
export function parseOrigins(text: string): readonly string[] {
  return text.split(",").map((part) => parseOrigin(part.trim()));
}

/** Writes an origin as browsers do: in small letters, and without a default port. */
function parseOrigin(text: string): string {
  if (text === "*") return "*";
  const url = urlOf(text);
  const own = text.toLowerCase();
  if (url?.origin === "null" && OWN_ORIGIN.test(own)) return own;
  if (url === undefined || url.href !== `${url.origin}/`) {
    throw usageError(`expected an origin such as https://a.example, or *, not ${quoted(text)}`);
  }
  return url.origin;
}

/** `URL.parse`, which Node 20 does not have. */
function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Reads host names with commas between them; one with a dot before it stands for all names below it, too. @throws CommandError */
export function parseHostNames(text: string): readonly string[] {
  return text.split(",").map((part) => parseHostName(part.trim()));
}

/** Writes a name as browsers do: in small letters, and in Punycode. */
function parseHostName(text: string): string {
  const [, dot = "", name = ""] = /^(\.?)([^.].*?)\.?$/.exec(text) ?? [];
  const host = NO_HOST_NAME.test(name) ? "" : (urlOf(`http://${name}`)?.hostname ?? "");
  if (!HOST_NAME.test(host)) {
    throw usageError(
      `expected a host name without a port, such as my.example, or .my.example for it and all below it, not ${quoted(text)}`,
    );
  }
  return dot + host;
}

/** Reads the path below which everything is served. @returns it decoded, as `/a/b/`. @throws CommandError */
export function parseBase(text: string): string {
  const segments = NO_BASE.test(text) ? undefined : pathSegments(decodePath(Buffer.from(text).toString("latin1")));
  if (segments === undefined || /(?:^|\/)\.\.?(?:\/|$)/.test(text)) {
    throw usageError(`expected a path such as /app/, not ${quoted(text)}`);
  }
  return segments.names.length === 0 ? "/" : `/${segments.names.join("/")}/`;
}

/** Reads file names with commas between them; `none` and an empty text are none. @throws CommandError for paths. */
export function parseNames(text: string): readonly string[] {
  if (text === "" || text === "none") return [];
  return text.split(",").map((part) => {
    const name = part.trim();
    if (name === "" || name === "." || name === ".." || /[/\\\0]/.test(name)) {
      throw usageError(`expected file names with commas between them, not ${quoted(text)}`);
    }
    return name;
  });
}

/** Reads `EXT=TYPE`, with or without a dot, as a list of one. @throws CommandError */
export function parseMediaTypeSetting(text: string): readonly MediaTypeSetting[] {
  const equals = text.indexOf("=");
  const extension = text.slice(0, Math.max(equals, 0)).replace(/^\./, "").toLowerCase();
  if (extension === "") throw usageError(`expected EXT=TYPE such as .foo=text/x-foo, not ${quoted(text)}`);
  if (/[./\\\0]/.test(extension)) {
    throw usageError(`an extension is what follows the last dot of a name, not ${quoted(extension)}`);
  }
  return [[`.${extension}`, parseMediaType(text.slice(equals + 1))]];
}

/** Reads the charset of text; `none` is "". @throws CommandError for what cannot be one. */
export function parseCharset(text: string): string {
  if (text.toLowerCase() === "none") return "";
  if (!isToken(text)) throw usageError(`expected a charset such as utf-8, or none, not ${quoted(text)}`);
  return text;
}
