// From a request target to the names of files. Nothing here touches the disk. A path is decoded once, and only here.

import { isUtf8 } from "node:buffer";
import { unquoteToBytes, wireText } from "../http/escape.ts";
import { decodeName } from "./file-name.ts";

/** The scheme and authority of a target in absolute form (RFC 9112 §3.2.2). */
const SCHEME_AND_AUTHORITY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/;

/** A surrogate in UTF-8 form, as latin-1 text; no valid UTF-8 holds one. */
const ENCODED_SURROGATE = /\xed[\xa0-\xbf][\x80-\xbf]/g;
/** Those among them that stand for one byte, U+DC80 to U+DCFF. */
const ENCODED_BYTE = /\xed(?:\xb2[\x80-\xbf]|\xb3[\x80-\xbf])/g;

/** What Windows reads as something other than a name: a drive or a stream, a separator, a wildcard, a control character. */
const WINDOWS_FORBIDDEN = /[\x00-\x1f<>:"|?*\\]|[. ]$|[\ud800-\udfff]/u;
/** Names that are devices in every directory of Windows, with any extension. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\xb9\xb2\xb3]) *(?:\.|$)/i;

/** The name that leads to the bytes of a file on macOS by another path: `/a.txt/..namedfork/data`. */
const MACOS_FORK = "..namedfork";

/** A path that stands for itself: no escapes, no names that begin with a dot, no empty names. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*\/?$/;

/**
 * What cannot stand in a URL path as it is: control characters, blanks, bytes beyond ASCII, and backslashes, which browsers take for
 * slashes.
 */
const LOCATION_UNSAFE = /[^!-~]|\\/g;
const LEADING_SLASHES = /^\/+/;

/** Whose rules decide what a file name may be. */
export type NameRules = "posix" | "macos" | "windows";

const PLATFORM_RULES: NameRules = rulesOf(process.platform);

/** A request target in its parts, percent-encoding untouched; a part that is absent or empty is "". */
export interface TargetParts {
  readonly path: string;
  /** What follows the first `?`, without it. */
  readonly query: string;
  /** What follows the first `#`, without it. No client should send one. */
  readonly fragment: string;
}

/** The names that lead from the root to a file. */
export interface PathSegments {
  /** Names as {@link decodeName} returns them, none of them empty, `.` or `..`. */
  readonly names: readonly string[];
  /** True if the path ended in a slash, `%2f` included: it can only mean a directory. */
  readonly hasTrailingSlash: boolean;
}

/**
 * Splits a request target. Of a target in absolute form, only what follows the authority counts (RFC 9112 §3.2.2). Each character of the
 * parts is a byte, as in a request, whatever text a handler has set.
 */
export function splitTarget(target: string): TargetParts {
  let rest = wireText(target);
  if (rest.charCodeAt(0) !== 0x2f) {
    const absolute = SCHEME_AND_AUTHORITY.exec(rest);
    if (absolute !== null) rest = rest.slice(absolute[0].length);
    if (absolute !== null && !rest.startsWith("/")) rest = `/${rest}`;
  }
  const hash = rest.indexOf("#");
  const fragment = hash === -1 ? "" : rest.slice(hash + 1);
  if (hash !== -1) rest = rest.slice(0, hash);
  const mark = rest.indexOf("?");
  if (mark === -1) return { path: rest, query: "", fragment };
  return { path: rest.slice(0, mark), query: rest.slice(mark + 1), fragment };
}

/**
 * Percent-decodes a path, once, to the bytes of a file name.
 *
 * `%FF` is byte FF, and so is `%ED%B3%BF`, the form in which Python's listing links to it. A raw byte of the latin-1 target stands for
 * itself. `%` without two hex digits stays as it is.
 *
 * Differs from Python: `%FF` and raw bytes beyond ASCII name these bytes; Python looks for U+FFFD, and for the bytes' UTF-8 form.
 */
export function decodePath(path: string): Buffer {
  const bytes = unquoteToBytes(path);
  if (!bytes.includes(0xed)) return bytes;
  return Buffer.from(bytes.toString("latin1").replace(ENCODED_BYTE, toByte), "latin1");
}

/**
 * Resolves the bytes of a path: empty names and `.` are dropped, and `..` goes up, but never above the root.
 *
 * @returns undefined for a path that can name no file: one with NUL; under Windows's rules, one with a name that Windows reads as a drive,
 * a stream, a device, two names, or another name; under macOS's rules, one with the name that leads to a file's forks.
 *
 * Differs from Python: a path that can name no file, as one with NUL, is not found; Python drops the odd name from the path, or fails on NUL.
 */
export function pathSegments(bytes: Buffer, rules: NameRules = PLATFORM_RULES): PathSegments | undefined {
  if (bytes.includes(0)) return undefined;
  const names: string[] = [];
  for (const name of decodeName(bytes).split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") names.pop();
    else if (rules !== "posix" && !isNameUnder(rules, name)) return undefined;
    else names.push(name);
  }
  return { names, hasTrailingSlash: bytes.at(-1) === 0x2f };
}

/** Resolves the path of a request target in the same way. */
export function targetSegments(target: string): PathSegments | undefined {
  return pathSegments(decodePath(splitTarget(target).path));
}

/** Tells whether a path, without its first slash, is already what joining its segments would give; most are. */
export function isPlainPath(path: string): boolean {
  return PLATFORM_RULES !== "windows" && path.length > 1 && PLAIN_PATH.test(path);
}

/**
 * Returns a path as a page shows it: percent-decoded as UTF-8, with U+FFFD for whatever is not UTF-8.
 *
 * A surrogate in UTF-8 form is taken as that surrogate, so `%ED%B3%BF` shows byte FF once the page is encoded as names are.
 */
export function displayPath(path: string): string {
  const bytes = unquoteToBytes(path);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const pieces = bytes.toString("latin1").split(ENCODED_SURROGATE);
  const surrogates = bytes.toString("latin1").match(ENCODED_SURROGATE) ?? [];
  let text = "";
  for (const [index, piece] of pieces.entries()) {
    const decoded = strictUtf8(piece);
    if (decoded === undefined) return bytes.toString("utf8");
    text += decoded + surrogateOf(surrogates[index]);
  }
  return text;
}

/**
 * Returns the location of a directory whose path lacked the slash at its end: the same path with it, and the query unless it is empty.
 *
 * Differs from Python: the location begins with one slash, and has neither scheme nor authority, so that no target a client makes up leads
 * to another host; a backslash, which browsers take for a slash, becomes `%5C`. Bytes beyond ASCII are percent-encoded.
 */
export function directoryLocation({ path, query, fragment }: TargetParts): string {
  const safePath = toAscii(path.replace(LEADING_SLASHES, ""));
  const safeQuery = query === "" ? "" : `?${toAscii(query)}`;
  const safeFragment = fragment === "" ? "" : `#${toAscii(fragment)}`;
  return `/${safePath}${safePath === "" ? "" : "/"}${safeQuery}${safeFragment}`;
}

function rulesOf(platform: string): NameRules {
  if (platform === "win32") return "windows";
  return platform === "darwin" ? "macos" : "posix";
}

function isNameUnder(rules: "macos" | "windows", name: string): boolean {
  if (rules === "macos") return name.toLowerCase() !== MACOS_FORK;
  return !WINDOWS_FORBIDDEN.test(name) && !WINDOWS_DEVICE.test(name);
}

/** In UTF-8 form, U+DC80 to U+DCFF hold the byte's two highest bits at the end of their second byte, and the other six in their third. */
function toByte(encoded: string): string {
  return String.fromCharCode(((encoded.charCodeAt(1) & 0x03) << 6) | (encoded.charCodeAt(2) & 0x3f));
}

function surrogateOf(encoded: string | undefined): string {
  if (encoded === undefined) return "";
  return String.fromCharCode(0xd000 | ((encoded.charCodeAt(1) & 0x3f) << 6) | (encoded.charCodeAt(2) & 0x3f));
}

function strictUtf8(latin1: string): string | undefined {
  const bytes = Buffer.from(latin1, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

function toAscii(text: string): string {
  return text.replace(
    LOCATION_UNSAFE,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
