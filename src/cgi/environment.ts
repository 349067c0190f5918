// The environment of a script (RFC 3875 §4.1), made from what is known about the request. Nothing here reads the process's own.

import type { Field } from "../http/field-block.ts";
import { environmentText } from "./environment-text.ts";
import { fieldVariables } from "./field-variables.ts";

/** Environment variables. */
export type Variables = Record<string, string>;

/** What is known about a request for a script. Its texts are latin-1, unless noted as decoded. */
export interface RequestFacts {
  readonly method: string;
  /** The target as it came (REQUEST_URI). */
  readonly target: string;
  readonly query: string;
  readonly protocol: string;
  /** Decoded. */
  readonly scriptName: string;
  readonly scriptFile: string;
  /** Decoded. */
  readonly pathInfo: string;
  readonly pathTranslated: string;
  readonly documentRoot: string;
  readonly serverSoftware: string;
  readonly serverName: string;
  readonly serverPort: number;
  readonly serverAddress: string;
  readonly clientAddress: string;
  readonly clientPort: number | undefined;
  readonly isSecure: boolean;
  readonly authType: string | undefined;
  readonly remoteUser: string | undefined;
  /** Bytes; undefined where the request has no body. */
  readonly contentLength: number | undefined;
  /** In order. */
  readonly fields: readonly Field[];
  /** True if the script gets the Authorization field, with the password in it. */
  readonly passesAuthorization: boolean;
  /** The path that was asked for, where a script led here (REDIRECT_URL). */
  readonly redirectedFrom: string | undefined;
}

/** Python always sets these; an empty one counts as not set (RFC 3875 §4.1). */
const ALWAYS_SET = [
  "CONTENT_LENGTH",
  "HTTP_ACCEPT",
  "HTTP_COOKIE",
  "HTTP_REFERER",
  "HTTP_USER_AGENT",
  "REMOTE_HOST",
] as const;

/**
 * Makes the variables of a request.
 *
 * Differs from Python: all fields of the request become `HTTP_*`, except those that `fieldVariables` leaves out. `Cookie` fields are
 * joined by `; ` (RFC 6265 §4.2.1), others by `, `. CONTENT_TYPE is not set where the request has no such field (RFC 3875 §4.1.3), and
 * PATH_TRANSLATED is empty where PATH_INFO is (§4.1.6). SERVER_PROTOCOL is the version spoken with this client (§4.1.16).
 */
export function requestVariables(request: RequestFacts): Variables {
  const variables: Variables = Object.fromEntries(ALWAYS_SET.map((name) => [name, ""]));
  Object.assign(variables, fieldVariables(request.fields, request.passesAuthorization), serverVariables(request), {
    CONTENT_LENGTH: request.contentLength === undefined ? "" : String(request.contentLength),
    PATH_INFO: wellFormed(request.pathInfo),
    PATH_TRANSLATED: wellFormed(request.pathTranslated),
    QUERY_STRING: environmentText(request.query),
    REMOTE_ADDR: request.clientAddress,
    REQUEST_METHOD: request.method,
    REQUEST_SCHEME: request.isSecure ? "https" : "http",
    REQUEST_URI: environmentText(request.target),
    SCRIPT_FILENAME: request.scriptFile,
    SCRIPT_NAME: request.scriptName,
  });
  if (request.clientPort !== undefined) variables["REMOTE_PORT"] = String(request.clientPort);
  if (request.authType !== undefined) variables["AUTH_TYPE"] = environmentText(request.authType);
  if (request.remoteUser !== undefined) variables["REMOTE_USER"] = environmentText(request.remoteUser);
  if (request.redirectedFrom !== undefined) variables["REDIRECT_URL"] = environmentText(request.redirectedFrom);
  if (request.isSecure) variables["HTTPS"] = "on";
  const contentType = request.fields.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  if (contentType !== undefined) variables["CONTENT_TYPE"] = environmentText(contentType);
  return variables;
}

function serverVariables(request: RequestFacts): Variables {
  return {
    DOCUMENT_ROOT: request.documentRoot,
    GATEWAY_INTERFACE: "CGI/1.1",
    REDIRECT_STATUS: "200", // php-cgi runs only if a server says that it has chosen the script
    SERVER_ADDR: request.serverAddress,
    SERVER_NAME: request.serverName,
    SERVER_PORT: String(request.serverPort),
    SERVER_PROTOCOL: request.protocol,
    SERVER_SOFTWARE: request.serverSoftware,
  };
}

/** Replaces what is not UTF-8 by U+FFFD, as Python does. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/** The server's own variables that scripts get: where programs and temporary files are, and which language and time zone to use. */
const INHERITED = /^(?:PATH|LANG|LC_[A-Z]+|TZ|TMPDIR)$/;
/** Hardly any Windows program starts without these. */
const INHERITED_ON_WINDOWS = /^(?:COMSPEC|PATHEXT|SYSTEMDRIVE|SYSTEMROOT|TEMP|TMP|WINDIR)$/i;
/** Where programs are, if the server has no PATH. */
const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * Chooses the server's variables that scripts get.
 *
 * Differs from Python: no others are passed on, as a server's environment often holds secrets.
 */
export function inheritedVariables(own: Readonly<Record<string, string | undefined>>, platform: string): Variables {
  const variables: Variables = platform === "win32" ? {} : { PATH: DEFAULT_PATH };
  for (const [name, value] of Object.entries(own)) {
    const isInherited = INHERITED.test(name) || (platform === "win32" && INHERITED_ON_WINDOWS.test(name));
    if (value !== undefined && (isInherited || (platform === "win32" && /^path$/i.test(name)))) variables[name] = value;
  }
  return variables;
}
