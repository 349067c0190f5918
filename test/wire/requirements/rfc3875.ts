// What RFC 3875 (CGI/1.1) requires of servers. A script is commands of `sh`; `dump` writes its environment and its input.

import { closing } from "../../support/requests.ts";

/** What is asked, and what must come of it. */
interface Exchange {
  /** All that the client sends. */
  readonly request: string;
  /** The script at `/cgi-bin/s`, or the name of another one in its place. */
  readonly script?: string;
  readonly name?: string;
  /** What the answer must show, and what it must not; latin-1. */
  readonly has: RegExp | readonly RegExp[];
  readonly lacks?: RegExp;
}

/** A sentence and its proof. */
export type ScriptRequirement = readonly [sentence: string, exchange: Exchange];

const get = (...fields: readonly string[]): string => closing("GET /cgi-bin/s HTTP/1.1", ...fields);
const post = (body: string, ...fields: readonly string[]): string =>
  closing("POST /cgi-bin/s HTTP/1.1", ...fields) + body;

/** A script that writes just this; `printf`'s escapes. */
const says = (text: string): string => `printf '${text}'`;

// biome-ignore format: a table
export const RFC3875: Readonly<Record<string, readonly ScriptRequirement[]>> = {
  "RFC 3875 §3.3": [
    ["the Script-URI leads to the same script with the same values", { request: closing("GET /x/../cgi-bin//s/a%2Fb%20c?q HTTP/1.1"), has: [/^SCRIPT_NAME=\/cgi-bin\/s$/m, /^PATH_INFO=\/a\/b c$/m, /^QUERY_STRING=q$/m] }],
    ["the Script-URI with decoded path leads there too", { request: closing("GET /cgi-bin/s/a/b%20c?q HTTP/1.1"), has: [/^SCRIPT_NAME=\/cgi-bin\/s$/m, /^PATH_INFO=\/a\/b c$/m, /^QUERY_STRING=q$/m] }],
  ],
  "RFC 3875 §4.1": [
    ["no two variables differ in case only", { request: get("x-A: 1", "X-a: 2"), has: /^HTTP_X_A=1, 2$/m, lacks: /HTTP_x/ }],
  ],
  "RFC 3875 §4.1.1": [
    ["AUTH_TYPE is the scheme of the client's authentication", { request: get("Authorization: Digest x=y"), has: /^AUTH_TYPE=Digest$/m }],
    ["AUTH_TYPE is not set without one", { request: get(), has: /^GATEWAY/m, lacks: /^AUTH_TYPE=./m }],
  ],
  "RFC 3875 §4.1.2": [
    ["CONTENT_LENGTH is set if there is a body", { request: post("hello", "Content-Length: 5"), has: [/^CONTENT_LENGTH=5$/m, /^input: hello$/m] }],
    ["CONTENT_LENGTH is not set if there is none", { request: get(), has: /^CONTENT_LENGTH=$/m }],
    ["CONTENT_LENGTH is that of the body without transfer-codings", { request: post("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), has: [/^CONTENT_LENGTH=5$/m, /^input: hello$/m], lacks: /TRANSFER_ENCODING/ }],
  ],
  "RFC 3875 §4.1.3": [
    ["CONTENT_TYPE is set if the field is there", { request: post("a", "Content-Length: 1", "Content-Type: a/b; c=d"), has: /^CONTENT_TYPE=a\/b; c=d$/m }],
    ["CONTENT_TYPE is left out if it is not", { request: post("a", "Content-Length: 1"), has: /^GATEWAY/m, lacks: /^CONTENT_TYPE=/m }],
  ],
  "RFC 3875 §4.1.4": [["GATEWAY_INTERFACE is CGI/1.1", { request: get(), has: /^GATEWAY_INTERFACE=CGI\/1\.1$/m }]],
  "RFC 3875 §4.1.5": [
    ["PATH_INFO is decoded", { request: closing("GET /cgi-bin/s/%41%20b HTTP/1.1"), has: /^PATH_INFO=\/A b$/m }],
    ["PATH_INFO is empty if nothing follows the script", { request: get(), has: /^PATH_INFO=$/m }],
  ],
  "RFC 3875 §4.1.6": [
    ["PATH_TRANSLATED is PATH_INFO below the document root", { request: closing("GET /cgi-bin/s/a/../b HTTP/1.1"), has: /^PATH_TRANSLATED=\/\S+\/b$/m }],
    ["PATH_TRANSLATED is empty if PATH_INFO is", { request: get(), has: /^PATH_TRANSLATED=$/m }],
  ],
  "RFC 3875 §4.1.7": [
    ["QUERY_STRING is set, not decoded", { request: closing("GET /cgi-bin/s?a=%20+b?c HTTP/1.1"), has: /^QUERY_STRING=a=%20\+b\?c$/m }],
    ["QUERY_STRING is set, and empty, if there is none", { request: get(), has: /^QUERY_STRING=$/m }],
  ],
  "RFC 3875 §4.1.8": [["REMOTE_ADDR is the client's address", { request: get(), has: /^REMOTE_ADDR=127\.0\.0\.1$/m }]],
  "RFC 3875 §4.1.11": [
    ["REMOTE_USER is the user-ID that the client gave", { request: get("Authorization: Basic bWU6c2VjcmV0"), has: /^REMOTE_USER=me$/m, lacks: /bWU6|secret/ }],
  ],
  "RFC 3875 §4.1.12": [["REQUEST_METHOD is the method", { request: post("", "Content-Length: 0"), has: /^REQUEST_METHOD=POST$/m }]],
  "RFC 3875 §4.1.13": [["SCRIPT_NAME is the path of the script, decoded", { request: closing("GET /cgi-bin/%73/x HTTP/1.1"), has: /^SCRIPT_NAME=\/cgi-bin\/s$/m }]],
  "RFC 3875 §4.1.14": [["SERVER_NAME is the name of the host", { request: get(), has: /^SERVER_NAME=localhost$/m }]],
  "RFC 3875 §4.1.15": [["SERVER_PORT is the port of the connection", { request: get(), has: /^SERVER_PORT=[1-9]\d+$/m }]],
  "RFC 3875 §4.1.16": [
    ["SERVER_PROTOCOL is the protocol of the request", { request: get(), has: /^SERVER_PROTOCOL=HTTP\/1\.1$/m }],
    ["SERVER_PROTOCOL is HTTP/1.0 for a request of HTTP/1.0", { request: "GET /cgi-bin/s HTTP/1.0\r\n\r\n", has: /^SERVER_PROTOCOL=HTTP\/1\.0$/m }],
  ],
  "RFC 3875 §4.1.17": [["SERVER_SOFTWARE is what clients are told", { request: get(), has: /\r\nServer: (.*)\r\n[^]*^SERVER_SOFTWARE=\1$/m }]],
  "RFC 3875 §4.1.18": [
    ["fields become variables, `-` as `_`", { request: get("X-Some-Field: value"), has: /^HTTP_X_SOME_FIELD=value$/m }],
    ["fields of one name become one value", { request: get("Accept: a/b", "accept: c/d"), has: /^HTTP_ACCEPT=a\/b, c\/d$/m }],
    ["cookies of several fields keep their meaning", { request: get("Cookie: a=1", "Cookie: b=2"), has: /^HTTP_COOKIE=a=1; b=2$/m }],
    ["fields with passwords, or that are in other variables, become none", { request: post("a", "Authorization: Basic bWU6eA==", "Proxy-Authorization: x", "Content-Length: 1", "Content-Type: a/b"), has: /^GATEWAY/m, lacks: /HTTP_(?:PROXY_)?AUTHORIZATION|HTTP_CONTENT/ }],
  ],
  "RFC 3875 §4.2": [
    ["the script can read as many bytes as CONTENT_LENGTH says", { request: post("x".repeat(70_000), "Content-Length: 70000"), script: `${says("A: b\\n\\n")}; wc -c`, has: /^70000$/m }],
    ["and no more: what follows is the next request", { request: `${closing("POST /cgi-bin/s HTTP/1.1", "Content-Length: 2").replace("Connection: close\r\n", "")}ab${closing("GET /file HTTP/1.1")}`, has: [/^input: ab$/m, /^file$/m] }],
    ["a script that reads on finds the end", { request: post("", "Content-Length: 0"), script: `${says("A: b\\n\\n")}; cat; echo end`, has: /^end$/m }],
  ],
  "RFC 3875 §4.3.3": [["the body of an answer to HEAD is discarded", { request: closing("HEAD /cgi-bin/s HTTP/1.1"), script: says("Content-Type: a/b\\nX: y\\n\\nbody"), has: [/\r\nX: y\r\n/, /\r\n\r\n$/], lacks: /body/ }]],
  "RFC 3875 §4.4": [
    ["a query without an equals sign is the command line", { request: closing("GET /cgi-bin/s?word HTTP/1.1"), script: `${says("A: b\\n\\n")}; echo "$# $1"`, has: /^1 word$/m }],
    ["a query with one is not", { request: closing("GET /cgi-bin/s?a=b HTTP/1.1"), script: `${says("A: b\\n\\n")}; echo "$# args"`, has: /^0 args$/m }],
  ],
  "RFC 3875 §5": [
    ["the output of an nph- script is sent unmodified", { request: closing("GET /cgi-bin/nph-s HTTP/1.1"), name: "nph-s", script: says("HTTP/1.1 222 Own\\nA : b\\n\\nbody"), has: /^HTTP\/1\.1 222 Own\nA : b\n\nbody$/ }],
  ],
  "RFC 3875 §6.1": [
    ["a script that returns nothing is an error", { request: get(), script: "exit 0", has: /^HTTP\/1\.1 502 / }],
    ["the end of the output is the end of the body", { request: get(), script: says("Content-Type: a/b\\n\\nbody"), has: /\r\n4\r\nbody\r\n0\r\n\r\n$/ }],
  ],
  "RFC 3875 §6.2": [
    ["a head without a field is an error", { request: get(), script: says("\\nbody"), has: /^HTTP\/1\.1 502 /, lacks: /body>?\nbody/ }],
    ["a head without an end is an error", { request: get(), script: says("Content-Type: a/b\\n"), has: /^HTTP\/1\.1 502 / }],
  ],
  "RFC 3875 §6.2.1": [["a document has status 200 if the script says nothing else", { request: get(), script: says("Content-Type: a/b\\n\\nx"), has: /^HTTP\/1\.1 200 / }]],
  "RFC 3875 §6.2.2": [
    ["a local redirection is answered as if the page had been asked for", { request: get(), script: says("Location: /file\\n\\n"), has: /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nfile\n$/, lacks: /Location/ }],
    ["with its query", { request: get(), script: says("Location: /cgi-bin/dump/p?q=r\\n\\n"), has: [/^PATH_INFO=\/p$/m, /^QUERY_STRING=q=r$/m] }],
  ],
  "RFC 3875 §6.2.3": [["a redirection elsewhere has status 302", { request: get(), script: says("Location: http://b/c\\n\\n"), has: /^HTTP\/1\.1 302 Found\r\n[^]*Location: http:\/\/b\/c\r\n/ }]],
  "RFC 3875 §6.2.4": [["a redirection with document has the script's status and body", { request: get(), script: says("Status: 307 Go\\nLocation: http://b/c\\nContent-Type: a/b\\n\\nbody"), has: [/^HTTP\/1\.1 307 Go\r\n/, /Location: http:\/\/b\/c\r\n/, /body/] }]],
  "RFC 3875 §6.3": [
    ["a field of the script's own may be given once", { request: get(), script: says("Status: 200\\nStatus: 404\\n\\n"), has: /^HTTP\/1\.1 502 / }],
    ["its name ignores case", { request: get(), script: says("STATUS: 404 No\\ncontent-TYPE: a/b\\n\\n"), has: /^HTTP\/1\.1 404 No\r\n/ }],
    ["no blank stands before the colon", { request: get(), script: says("Status : 404\\n\\n"), has: /^HTTP\/1\.1 502 / }],
    ["a line may end in LF or in CR LF", { request: get(), script: says("Content-Type: a/b\\r\\nX: y\\n\\r\\nbody"), has: /\r\nContent-Type: a\/b\r\nX: y\r\n[^]*body/ }],
  ],
  "RFC 3875 §6.3.1": [
    ["the type is sent as it is", { request: get(), script: says("Content-Type: A/b; C=\"d\"\\n\\n"), has: /\r\nContent-Type: A\/b; C="d"\r\n/ }],
    ["none is guessed where the script gives none", { request: get(), script: says("X: y\\n\\n<html>"), has: /\r\nX: y\r\n/, lacks: /Content-Type/i }],
  ],
  "RFC 3875 §6.3.3": [
    ["the status is the script's, with its reason", { request: get(), script: says("Status: 418 Short and stout\\n\\n"), has: /^HTTP\/1\.1 418 Short and stout\r\n/ }],
    ["a status that is none is an error", { request: get(), script: says("Status: teapot\\n\\n"), has: /^HTTP\/1\.1 502 / }],
  ],
  "RFC 3875 §6.3.4": [
    ["other fields are passed on, in the line ends of HTTP", { request: get(), script: says("X-A: b\\nSet-Cookie: a\\nSet-Cookie: b\\n\\n"), has: /\r\nX-A: b\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n/ }],
    ["fields of the connection are the server's alone", { request: get(), script: says("A: b\\nConnection: keep-alive\\nTransfer-Encoding: gzip\\nKeep-Alive: 5\\n\\nx"), has: [/\r\nConnection: close\r\n/, /\r\nTransfer-Encoding: chunked\r\n/], lacks: /keep-alive|gzip/i }],
    ["fields the server sends itself are sent once", { request: get(), script: says("Date: never\\nServer: none\\nA: b\\n\\n"), has: /\r\nDate: \w{3}, /, lacks: /never|none/ }],
  ],
  "RFC 3875 §6.4": [["the body is sent unmodified", { request: "GET /cgi-bin/s HTTP/1.0\r\n\r\n", script: says("A: b\\n\\n\\000\\377\\r\\n\\n\\n"), has: /\r\n\r\n\0\xff\r\n\n\n$/ }]],
  "RFC 3875 §7.2": [["a path with NUL, which no variable can hold, is refused", { request: closing("GET /cgi-bin/s/a%00b HTTP/1.1"), has: /^HTTP\/1\.1 404 / }]],
  "RFC 3875 §9.2": [["no field takes the place of another variable", { request: get("Proxy: http://evil/", "Content_Length: 7", "X_Forwarded-For: evil"), has: /^CONTENT_LENGTH=$/m, lacks: /evil|=7/ }]],
};
