// RFC 9110 §5.6.7, §8, §9.3, §10.2, §13, §14 and §15, as far as they bind a server of files. Its directory has `a.txt`, `future.txt`, `dir`.

import assert from "node:assert/strict";
import { request } from "../../support/requests.ts";
import { get, old } from "./requirement.ts";

/** When `a.txt` was modified: Sun, 06 Nov 1994 08:49:37 GMT, the date of the RFCs. */
export const LAST_MODIFIED = 784111777;
/** The name of a directory that no page may show as it is. */
export const UNREADABLE_NAME = "<b>&'\u0001";

interface FileDetails {
  readonly has?: RegExp;
  readonly lacks?: RegExp;
  readonly check?: (answer: string) => void;
}

type FileRequirement = readonly [sentence: string, input: string, status: number, details?: FileDetails];

/** A GET of `a.txt`. */
function file(...fields: readonly string[]): string {
  return get(...fields).replace("GET /", "GET /a.txt");
}

function since(date: string, ...fields: readonly string[]): string {
  return file(`If-Modified-Since: ${date}`, ...fields);
}

// biome-ignore format: a row is a line
export const FILE_REQUIREMENTS: Readonly<Record<string, readonly FileRequirement[]>> = {
  "RFC 9110 §5.6.7": [
    ["a server accepts a date in the preferred form", since("Sun, 06 Nov 1994 08:49:37 GMT"), 304],
    ["a server accepts a date in the form of RFC 850", since("Sunday, 06-Nov-94 08:49:37 GMT"), 304],
    ["a server accepts a date in the form of asctime", since("Sun Nov  6 08:49:37 1994"), 304],
    ["a year of two digits that would be more than 50 years ahead is in the past", since("Friday, 06-Nov-93 08:49:37 GMT"), 200],
    ["a server sends a date in the preferred form", file(), 200, { has: /\r\nDate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\r\n/ }],
  ],
  "RFC 9110 §8.3": [["a file has its media type", file(), 200, { has: /\r\nContent-type: text\/plain; ?charset=utf-8\r\n/i }]],
  "RFC 9110 §8.6": [["a file has its length", file(), 200, { has: /\r\nContent-Length: 5\r\n.*\r\n\r\nhello$/s }]],
  "RFC 9110 §8.8.2.1": [
    ["a file has the time of its last change", file(), 200, { has: /\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n/ }],
    ["Last-Modified is never later than Date", request("GET /future.txt HTTP/1.1"), 200, { check: isNotLaterThanDate }],
  ],
  "RFC 9110 §9.1": [
    ["a server supports GET", file(), 200],
    ["a server supports HEAD", file().replace("GET", "HEAD"), 200],
    ["a server of files answers 501 to POST", request("POST /a.txt HTTP/1.1"), 501],
    ["a server of files answers 501 to DELETE", request("DELETE /a.txt HTTP/1.1"), 501],
  ],
  "RFC 9110 §9.3.2": [
    ["HEAD has the fields of GET, and no content", file().replace("GET", "HEAD"), 200, { has: /\r\nContent-type: .*\r\nContent-Length: 5\r\nLast-Modified: .*\r\nETag: "v1"\r\nAccept-Ranges: bytes\r\n.*\r\n\r\n$/is }],
    ["HEAD of a directory has no content", request("HEAD /dir/ HTTP/1.1"), 200, { has: /\r\n\r\n$/ }],
    ["HEAD of nothing has no content", request("HEAD /none HTTP/1.1"), 404, { has: /\r\nContent-Length: [1-9][0-9]*\r\n\r\n$/ }],
  ],
  "RFC 9110 §9.3.7": [["OPTIONS * tells the methods of the server", request("OPTIONS * HTTP/1.1"), 204, { has: /\r\nAllow: GET, HEAD\r\n/, lacks: /content-length/i }]],
  "RFC 9110 §10.2.2": [
    ["a redirection to a directory says where, with its query", request("GET /dir?a=b HTTP/1.1"), 301, { has: /\r\nLocation: \/dir\/\?a=b\r\n/ }],
    ["a redirection never leads to another host: two slashes", request("GET //evil.test HTTP/1.1"), 301, { has: /\r\nLocation: \/evil\.test\/\r\n/ }],
    ["a redirection never leads to another host: an absolute target", request("GET http://b//evil.test HTTP/1.1"), 301, { has: /\r\nLocation: \/evil\.test\/\r\n/ }],
    ["a redirection never leads to another host: an encoded slash", request("GET /%2fevil.test HTTP/1.1"), 301, { lacks: /\r\nLocation: \/[/\\]/ }],
    ["a redirection never leads to another host: dots and slashes", request("GET /.//evil.test HTTP/1.1"), 301, { lacks: /\r\nLocation: \/[/\\]/ }],
    ["a redirection carries no encoded line end as a line end", request("GET /dir?%0d%0aX-Evil:1 HTTP/1.1"), 301, { has: /\r\nLocation: \/dir\/\?%0d%0aX-Evil:1\r\n/ }],
  ],
  "RFC 9110 §13.1.3": [
    ["a server ignores If-Modified-Since beside If-None-Match", since("Sun, 06 Nov 1994 08:49:37 GMT", 'If-None-Match: "x"'), 200],
    ["a server ignores an If-Modified-Since that is no date", since("yesterday"), 200],
    ["a server ignores an If-Modified-Since of an earlier date", since("Sun, 06 Nov 1994 08:49:36 GMT"), 200],
    ["a server takes a later date than the file's for one that has it", since("Mon, 07 Nov 1994 08:49:37 GMT"), 304],
    ["a server ignores two If-Modified-Since that differ", since("Sun, 06 Nov 1994 08:49:37 GMT", "If-Modified-Since: x"), 200],
    ["HEAD is conditional as GET is", since("Sun, 06 Nov 1994 08:49:37 GMT").replace("GET", "HEAD"), 304],
  ],
  "RFC 9110 §8.8.3": [["a file has a strong entity tag", file(), 200, { has: /\r\nETag: "v1"\r\n/ }]],
  "RFC 9110 §13.1.1": [
    ["If-Match that names the tag lets the request pass", file('If-Match: "v0", "v1"'), 200],
    ["If-Match: * lets the request pass where there is a file", file("If-Match: *"), 200],
    ["a server must not perform the method if no tag of If-Match is the file's", file('If-Match: "v0"'), 412],
    ["If-Match compares strongly", file('If-Match: W/"v1"'), 412],
    ["HEAD too is not performed", file('If-Match: "v0"').replace("GET", "HEAD"), 412],
  ],
  "RFC 9110 §13.1.2": [
    ["If-None-Match that names the tag is answered 304", file('If-None-Match: "v0", "v1"'), 304, { has: /\r\nETag: "v1"\r\n/ }],
    ["If-None-Match in two fields is one list", file('If-None-Match: "v0"', 'If-None-Match: "v1"'), 304],
    ["If-None-Match compares weakly", file('If-None-Match: W/"v1"'), 304],
    ["If-None-Match: * is answered 304 where there is a file", file("If-None-Match: *"), 304],
    ["If-None-Match that names other tags lets the request pass", file('If-None-Match: "v0"'), 200],
    ["a comma inside a tag does not end it", file('If-None-Match: "v0,v1"'), 200],
  ],
  "RFC 9110 §13.1.4": [
    ["If-Unmodified-Since of an earlier date is answered 412", file("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT"), 412],
    ["If-Unmodified-Since of the same date lets the request pass", file("If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"), 200],
    ["a server ignores an If-Unmodified-Since that is no date", file("If-Unmodified-Since: yesterday"), 200],
  ],
  "RFC 9110 §13.1.5": [
    ["Range counts where If-Range names the tag", file("Range: bytes=0-1", 'If-Range: "v1"'), 206],
    ["Range does not count where If-Range names another tag", file("Range: bytes=0-1", 'If-Range: "v0"'), 200, { has: /\r\n\r\nhello$/ }],
    ["Range does not count where If-Range names a weak tag", file("Range: bytes=0-1", 'If-Range: W/"v1"'), 200],
    ["Range counts where If-Range is the date", file("Range: bytes=0-1", "If-Range: Sun, 06 Nov 1994 08:49:37 GMT"), 206],
    ["Range does not count where If-Range is a later date", file("Range: bytes=0-1", "If-Range: Sun, 06 Nov 1994 08:49:38 GMT"), 200],
    ["a server ignores If-Range without Range", file('If-Range: "v0"'), 200],
  ],
  "RFC 9110 §13.2.1": [
    ["conditions say nothing to a redirection", request('GET /dir HTTP/1.1\r\nIf-Match: "v0"'), 301],
    ["conditions say nothing where there is nothing", request('GET /none HTTP/1.1\r\nIf-Match: "v0"'), 404],
    ["OPTIONS ignores conditions", request('OPTIONS * HTTP/1.1\r\nIf-Match: "v0"'), 204],
  ],
  "RFC 9110 §13.2.2": [
    ["If-Match goes before If-Unmodified-Since", file('If-Match: "v1"', "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT"), 200],
    ["If-Match goes before If-None-Match", file('If-Match: "v0"', 'If-None-Match: "v1"'), 412],
    ["If-None-Match goes before Range", file('If-None-Match: "v1"', "Range: bytes=0-1"), 304],
  ],
  "RFC 9110 §14.1.2": [
    ["a range of bytes", file("Range: bytes=1-3"), 206, { has: /\r\nContent-Range: bytes 1-3\/5\r\n.*\r\n\r\nell$/s }],
    ["the first byte", file("Range: bytes=0-0"), 206, { has: /\r\nContent-Range: bytes 0-0\/5\r\n.*\r\n\r\nh$/s }],
    ["a range to the end", file("Range: bytes=3-"), 206, { has: /\r\nContent-Range: bytes 3-4\/5\r\n.*\r\n\r\nlo$/s }],
    ["a range beyond the end is cut", file("Range: bytes=3-99"), 206, { has: /\r\nContent-Range: bytes 3-4\/5\r\n/ }],
    ["the last bytes", file("Range: bytes=-2"), 206, { has: /\r\nContent-Range: bytes 3-4\/5\r\n.*\r\n\r\nlo$/s }],
    ["more last bytes than there are", file("Range: bytes=-99"), 206, { has: /\r\nContent-Range: bytes 0-4\/5\r\n.*\r\n\r\nhello$/s }],
    ["several ranges are parts", file("Range: bytes=0-0,4-4"), 206, { has: /\r\nContent-type: multipart\/byteranges; boundary=.*Content-Range: bytes 0-0\/5\r\n\r\nh\r\n--.*Content-Range: bytes 4-4\/5\r\n\r\no\r\n--/is }],
  ],
  "RFC 9110 §14.2": [
    ["HEAD ignores Range", file("Range: bytes=0-1").replace("GET", "HEAD"), 200, { has: /Content-Length: 5/ }],
    ["a server ignores a Range of another unit", file("Range: lines=0-1"), 200],
    ["a server ignores a malformed Range", file("Range: bytes=3-1"), 200, { has: /\r\n\r\nhello$/ }],
  ],
  "RFC 9110 §14.3": [["a file says that it has ranges", file(), 200, { has: /\r\nAccept-Ranges: bytes\r\n/ }]],
  "RFC 9110 §15.3.7": [
    ["206 has the fields that the whole would have", file("Range: bytes=0-1"), 206, { has: /\r\nDate: .*\r\nContent-Length: 2\r\n.*ETag: "v1"\r\n/s }],
    ["206 of several parts has no Content-Range of its own", file("Range: bytes=0-0,4-4"), 206, { lacks: /Content-Range.*multipart|multipart[^\n]*\n(?:[^\r\n]+\r\n)*Content-Range/ }],
  ],
  "RFC 9110 §15.5.17": [
    ["a Range with nothing of the file is 416 with the length", file("Range: bytes=5-"), 416, { has: /\r\nContent-Range: bytes \*\/5\r\n/ }],
  ],
  "RFC 9110 §15.4.5": [["304 has Date and no content", since("Sun, 06 Nov 1994 08:49:37 GMT"), 304, { has: /\r\nDate: .*\r\n\r\n$/s }]],
  "RFC 9110 §15.5.5": [
    ["what is not there is 404", request("GET /none HTTP/1.1"), 404],
    ["what cannot be a name is 404: NUL", request("GET /a.txt%00.html HTTP/1.1"), 404],
    ["a file is no directory: 404", request("GET /a.txt/ HTTP/1.1"), 404],
    ["dots lead nowhere above the directory", request("GET /../../../etc/passwd HTTP/1.1"), 404],
    ["encoded dots lead nowhere above the directory", request("GET /%2e%2e/%2e%2e%2fetc/passwd HTTP/1.1"), 404],
    ["dots that are encoded twice are names", request("GET /%252e%252e/etc/passwd HTTP/1.1"), 404],
    ["backslashes lead nowhere above the directory", request("GET /..\\..\\etc\\passwd HTTP/1.1"), 404],
    ["404 repeats nothing of the target", request("GET /<script> HTTP/1.1"), 404, { lacks: /script/ }],
  ],
  "RFC 9110 §17.3": [
    ["a directory's page shows names as text, not as markup", request("GET / HTTP/1.1"), 200, { has: /&lt;b&gt;/, lacks: /<b>/ }],
    ["a directory's page does not end its text before its time", old("GET /"), 200, { has: /<\/html>\s*$/ }],
  ],
};

function isNotLaterThanDate(answer: string): void {
  const [date, modified] = ["Date", "Last-Modified"].map((name) =>
    Date.parse(new RegExp(`^${name}: (.*)\r$`, "m").exec(answer)?.[1] ?? ""),
  );
  assert.ok(modified! <= date!, answer);
}
