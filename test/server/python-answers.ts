// What Python 3.13.0 answers, byte for byte: recorded from its http.server with the handler of python-answers.test.ts,
// whose Date is fixed. Answers to lines that are no request were sent without a head in 3.13.0; later versions send the
// head of every error answer (gh-54930), and so it stands here.

/** What was sent, what came back, and what was logged behind the prefix of each line. */
export interface RecordedAnswer {
  readonly request: string;
  readonly answer: string;
  readonly log: readonly string[];
}

const STAMP = "Server: BaseHTTP/0.6 Python/3.13.0\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
const HELLO = `HTTP/1.0 200 OK\r\n${STAMP}Content-Type: text/plain\r\n\r\nHello, world\n`;
const NO_OPERATION = "Server does not support this operation";
const BAD_REQUEST = "Bad request syntax or unsupported method";
const LONG_LINE = `X-Foo: bar${"r".repeat(65537)}\r\n`;
const MANY_LINES = "X-Foo: bar\r\n".repeat(101);

/** An error answer; `length` is the Content-Length of the recording. */
function errorAnswer(statusLine: string, length: number, message: string, explain: string): string {
  const code = statusLine.slice(9, 12);
  return `${statusLine}\r
${STAMP}Connection: close\r
Content-Type: text/html;charset=utf-8\r
Content-Length: ${length}\r
\r
<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: ${code}</p>
        <p>Message: ${message}.</p>
        <p>Error code explanation: ${code} - ${explain}.</p>
    </body>
</html>
`;
}

function row(request: string, answer: string, ...log: string[]): RecordedAnswer {
  return { request, answer, log };
}

/** An error whose message stands in the status line as it does in the page. */
function errorRow(request: string, status: number, length: number, message: string, explain: string): RecordedAnswer {
  const answer = errorAnswer(`HTTP/1.0 ${status} ${message}`, length, message, explain);
  const requestline = request.slice(0, request.indexOf("\r\n"));
  return row(request, answer, `code ${status}, message ${message}`, `"${requestline}" ${status} -`);
}

/** An error answer without a page. */
function bareErrorRow(status: number, phrase: string, version = "HTTP/1.0", host = ""): RecordedAnswer {
  return row(
    `ERROR /${status} ${version}\r\n${host}\r\n`,
    `${version} ${status} ${phrase}\r\n${STAMP}Connection: close\r\n\r\n`,
    `code ${status}, message ${phrase}`,
    `"ERROR /${status} ${version}" ${status} -`,
  );
}

/** Answers of a handler whose `protocol_version` is the default. */
export const HTTP_1_0_ANSWERS: readonly RecordedAnswer[] = [
  row("GET / HTTP/1.0\r\n\r\n", HELLO, '"GET / HTTP/1.0" 200 -'),
  row("GET / HTTP/1.0\n\n", HELLO, '"GET / HTTP/1.0" 200 -'),
  row("GET   /   HTTP/1.0\r\n\r\n", HELLO, '"GET   /   HTTP/1.0" 200 -'),
  row("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", HELLO, '"GET / HTTP/1.0" 200 -'),
  row("GET / HTTP/1.1\r\nHost: a\r\n\r\n", HELLO, '"GET / HTTP/1.1" 200 -'),
  row("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", HELLO, '"GET / HTTP/1.1" 200 -'),
  row("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", HELLO, '"GET / HTTP/1.1" 200 -'),
  row("GET /\r\n\r\n", "Hello, world\n", '"GET /" 200 -'),
  row("GET / HTTP/0.9\r\n\r\n", "Hello, world\n", '"GET / HTTP/0.9" 200 -'),
  row(
    "HEAD / HTTP/1.0\r\n\r\n",
    `HTTP/1.0 200 OK\r\n${STAMP}Content-Type: text/plain\r\nContent-Length: 13\r\n\r\n`,
    '"HEAD / HTTP/1.0" 200 -',
  ),
  row(
    "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
    `HTTP/1.0 201 Created\r\n${STAMP}Content-Length: 5\r\n\r\nhello`,
    '"POST /echo HTTP/1.0" 201 -',
  ),
  row(
    "SPAM /eggs?x=1 HTTP/1.0\r\n\r\n",
    `HTTP/1.0 200 Lovely\r\n${STAMP}X-Command: SPAM\r\n\r\n/eggs?x=1`,
    '"SPAM /eggs?x=1 HTTP/1.0" 200 -',
  ),
  row(
    "SPAM //eggs HTTP/1.0\r\n\r\n",
    `HTTP/1.0 200 Lovely\r\n${STAMP}X-Command: SPAM\r\n\r\n/eggs`,
    '"SPAM //eggs HTTP/1.0" 200 -',
  ),
  row("CUSTOM / HTTP/1.0\r\n\r\n", `HTTP/1.0 999 \r\n${STAMP}\r\n`, '"CUSTOM / HTTP/1.0" 999 -'),
  row("ONLY / HTTP/1.0\r\n\r\n", "HTTP/1.0 299 \r\nX-Only: yes\r\n\r\n"),
  row(
    "REDIRECT / HTTP/1.0\r\n\r\n",
    `HTTP/1.0 301 Moved Permanently\r\n${STAMP}Location: /there\r\nContent-Length: 0\r\n\r\n`,
    '"REDIRECT / HTTP/1.0" 301 -',
  ),
  row("NOTMODIFIED / HTTP/1.0\r\n\r\n", `HTTP/1.0 304 Not Modified\r\n${STAMP}\r\n`, '"NOTMODIFIED / HTTP/1.0" 304 -'),
  row(
    "LATIN / HTTP/1.0\r\nX-Special-Incoming: \xc4rger\r\n\r\n",
    `HTTP/1.0 200 OK\r\n${STAMP}X-Special: D\xe4ngerous Mind\r\n\r\n\xc3\x84rger`,
    '"LATIN / HTTP/1.0" 200 -',
  ),
  errorRow("get / HTTP/1.0\r\n\r\n", 501, 356, "Unsupported method ('get')", NO_OPERATION),
  errorRow("SP'AM / HTTP/1.0\r\n\r\n", 501, 358, `Unsupported method ("SP'AM")`, NO_OPERATION),
  errorRow("EGGS / HTTP/1.1\r\nHost: a\r\n\r\n", 501, 357, "Unsupported method ('EGGS')", NO_OPERATION),
  errorRow("ERROR /404 HTTP/1.0\r\n\r\n", 404, 330, "Not Found", "Nothing matches the given URI"),
  errorRow("ERROR /999 HTTP/1.0\r\n\r\n", 999, 298, "???", "???"),
  errorRow(
    "ERROR /418 HTTP/1.0\r\n\r\n",
    418,
    357,
    "I'm a Teapot",
    "Server refuses to brew coffee because it is a teapot.",
  ),
  bareErrorRow(101, "Switching Protocols"),
  bareErrorRow(102, "Processing"),
  bareErrorRow(204, "No Content"),
  bareErrorRow(205, "Reset Content"),
  bareErrorRow(304, "Not Modified"),
  row(
    "HTML / HTTP/1.0\r\n\r\n",
    errorAnswer(
      `HTTP/1.0 404 <b>&"quoted"'</b>`,
      364,
      `&lt;b&gt;&amp;"quoted"'&lt;/b&gt;`,
      'a &lt; b &amp;&amp; c &gt; d\nand "more"',
    ),
    `code 404, message <b>&"quoted"'</b>`,
    '"HTML / HTTP/1.0" 404 -',
  ),
  row(
    `GET /${"x".repeat(65537)}`,
    errorAnswer("HTTP/1.0 414 URI Too Long", 319, "URI Too Long", "URI is too long"),
    "code 414, message URI Too Long",
    '"" 414 -',
  ),
  errorRow(
    `GET / HTTP/1.0\r\n${LONG_LINE}\r\n`,
    431,
    355,
    "Line too long",
    "got more than 65536 bytes when reading header line",
  ),
  errorRow(`GET / HTTP/1.0\r\n${MANY_LINES}\r\n`, 431, 333, "Too many headers", "got more than 100 headers"),
  errorRow("GET / FUBAR\r\n\r\n", 400, 361, "Bad request version ('FUBAR')", BAD_REQUEST),
  errorRow("GET / HTTP/9.9.9\r\n\r\n", 400, 366, "Bad request version ('HTTP/9.9.9')", BAD_REQUEST),
  errorRow("GET / HTTP/-9_9_9.+9_9_9\r\n\r\n", 400, 374, "Bad request version ('HTTP/-9_9_9.+9_9_9')", BAD_REQUEST),
  errorRow("GET / HTTP/909876543210.0\r\n\r\n", 400, 375, "Bad request version ('HTTP/909876543210.0')", BAD_REQUEST),
  errorRow("GET / HTTP/1.909876543210\r\n\r\n", 400, 375, "Bad request version ('HTTP/1.909876543210')", BAD_REQUEST),
  errorRow("GET /a b FUBAR\r\n\r\n", 400, 361, "Bad request version ('FUBAR')", BAD_REQUEST),
  errorRow("GET / HTTP/9.9\r\n\r\n", 505, 340, "Invalid HTTP version (9.9)", "Cannot fulfill request"),
  errorRow("GET / HTTP/2.0\r\n\r\n", 505, 340, "Invalid HTTP version (2.0)", "Cannot fulfill request"),
  errorRow("GET /a b HTTP/2.0\r\n\r\n", 505, 340, "Invalid HTTP version (2.0)", "Cannot fulfill request"),
  errorRow("POST /\r\n\r\n", 400, 366, "Bad HTTP/0.9 request type ('POST')", BAD_REQUEST),
  errorRow("GET\r\n\r\n", 400, 358, "Bad request syntax ('GET')", BAD_REQUEST),
  errorRow(
    "GET /spaced out HTTP/1.1\r\nHost: a\r\n\r\n",
    400,
    379,
    "Bad request syntax ('GET /spaced out HTTP/1.1')",
    BAD_REQUEST,
  ),
  row("", ""),
  row("\r\n", ""),
];

const OK = `HTTP/1.1 200 OK\r\n${STAMP}Content-Length: 2\r\n\r\nok`;
const NOT_FOUND = errorAnswer("HTTP/1.1 404 Not Found", 330, "Not Found", "Nothing matches the given URI");

/** Answers of a handler whose `protocol_version` is HTTP/1.1, where ours has nothing to add to them. */
export const HTTP_1_1_ANSWERS: readonly RecordedAnswer[] = [
  row(
    "LENGTH / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2),
    OK + OK,
    '"LENGTH / HTTP/1.1" 200 -',
    '"LENGTH / HTTP/1.1" 200 -',
  ),
  row(
    ["LENGTH /", "NOTMODIFIED /", "REDIRECT /", "HEAD /", "ERROR /404", "LENGTH /"]
      .map((start) => `${start} HTTP/1.1\r\nHost: a\r\n\r\n`)
      .join(""),
    [
      OK,
      `HTTP/1.1 304 Not Modified\r\n${STAMP}\r\n`,
      `HTTP/1.1 301 Moved Permanently\r\n${STAMP}Location: /there\r\nContent-Length: 0\r\n\r\n`,
      `HTTP/1.1 200 OK\r\n${STAMP}Content-Type: text/plain\r\nContent-Length: 13\r\n\r\n`,
      NOT_FOUND,
    ].join(""),
    '"LENGTH / HTTP/1.1" 200 -',
    '"NOTMODIFIED / HTTP/1.1" 304 -',
    '"REDIRECT / HTTP/1.1" 301 -',
    '"HEAD / HTTP/1.1" 200 -',
    "code 404, message Not Found",
    '"ERROR /404 HTTP/1.1" 404 -',
  ),
  row(
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi",
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n${STAMP}Content-Length: 2\r\n\r\nhi`,
    '"POST / HTTP/1.1" 201 -',
  ),
  row(
    "EGGS / HTTP/1.1\r\nHost: a\r\n\r\n",
    errorAnswer("HTTP/1.1 501 Unsupported method ('EGGS')", 357, "Unsupported method ('EGGS')", NO_OPERATION),
    "code 501, message Unsupported method ('EGGS')",
    '"EGGS / HTTP/1.1" 501 -',
  ),
  row("ERROR /404 HTTP/1.0\r\n\r\n", NOT_FOUND, "code 404, message Not Found", '"ERROR /404 HTTP/1.0" 404 -'),
  bareErrorRow(204, "No Content", "HTTP/1.1", "Host: a\r\n"),
  bareErrorRow(205, "Reset Content", "HTTP/1.1", "Host: a\r\n"),
];
