import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isFieldValue } from "../../src/http/grammar.ts";
import { ResponseHead, safeReason } from "../../src/http/response-head.ts";

test("a head is a status line and fields, each with its line end, in the order and case they were added", () => {
  const head = new ResponseHead();
  head.addStatusLine("HTTP/1.0", 200, "OK");
  head.addField("Content-type", "text/html");
  head.addField("X-Empty", "");
  head.addField("X-Empty", "\xe4\t,");
  assert.equal(head.text, "HTTP/1.0 200 OK\r\nContent-type: text/html\r\nX-Empty: \r\nX-Empty: \xe4\t,\r\n");
  assert.equal(head.status, 200);
});

test("the reason phrase may be empty; its space stays (RFC 9112 §4)", () => {
  const head = new ResponseHead();
  head.addStatusLine("HTTP/1.1", 999, "");
  assert.equal(head.text, "HTTP/1.1 999 \r\n");
});

test("what decides the framing is noted under any case of its name", () => {
  const head = new ResponseHead();
  assert.equal(head.contentLength, undefined);
  head.addField("CONTENT-LENGTH", "0042");
  head.addField("connection", "close");
  assert.equal(head.contentLength, 42);
  assert.equal(head.hasConnection, true);
  assert.equal(head.saysClose, true);
  assert.equal(head.transferEncoding, undefined);
  const chunked = new ResponseHead();
  chunked.addField("Transfer-encoding", "gzip");
  chunked.addField("Transfer-encoding", "chunked");
  assert.equal(chunked.transferEncoding, "gzip, chunked");
});

test("names as long as the noted ones are told from them", () => {
  const head = new ResponseHead();
  for (const name of ["Content_Length", "X-Frame-Option", "Connectiom", "Transfer_Encoding"]) head.addField(name, "5");
  assert.equal(head.contentLength, undefined);
  assert.equal(head.hasConnection, false);
  assert.equal(head.transferEncoding, undefined);
});

test("a Connection: keep-alive can be taken back, and no other Connection", () => {
  const head = new ResponseHead();
  head.forgetKeepAlive();
  head.addField("A", "b");
  head.addField("connection", "Keep-Alive");
  head.addField("C", "d");
  head.forgetKeepAlive();
  assert.equal(head.text, "A: b\r\nC: d\r\n");
  assert.equal(head.hasConnection, false);
  head.addField("Connection", "close");
  head.forgetKeepAlive();
  assert.equal(head.text, "A: b\r\nC: d\r\nConnection: close\r\n");
  assert.equal(head.hasConnection, true);
});

test("keep-alive can be taken back from a list", () => {
  const head = new ResponseHead();
  head.addField("Connection", "X-Once, Keep-Alive");
  head.forgetKeepAlive();
  assert.equal(head.text, "Connection: x-once\r\n");
  assert.equal(head.hasConnection, true);
  assert.equal(head.saysClose, false);
});

test("what announces a body can be taken back (RFC 9110 §8.6, RFC 9112 §6.1)", () => {
  for (const [name, value] of [
    ["CONTENT-length", "5"],
    ["transfer-Encoding", "chunked"],
  ] as const) {
    const head = new ResponseHead();
    head.addStatusLine("HTTP/1.1", 204, "No Content");
    head.addField("X-Content-Length", "1");
    head.addField(name, value);
    head.addField("A", "b");
    head.forgetFraming();
    assert.equal(head.text, "HTTP/1.1 204 No Content\r\nX-Content-Length: 1\r\nA: b\r\n");
    assert.equal(head.contentLength, undefined);
    assert.equal(head.transferEncoding, undefined);
  }
});

test("clear forgets all of it", () => {
  const head = new ResponseHead();
  head.addStatusLine("HTTP/1.1", 200, "OK");
  head.addField("Content-Length", "5");
  head.addField("Connection", "close");
  head.clear();
  assert.deepEqual(head, new ResponseHead());
});

test("a status has three digits (RFC 9110 §15)", () => {
  for (const status of [99, 1000, 0, -200, 200.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const head = new ResponseHead();
    assert.throws(() => head.addStatusLine("HTTP/1.1", status, "OK"), {
      name: "TypeError",
      message: `A status code is a number from 100 to 999, not ${status}.`,
    });
    assert.equal(head.text, "");
  }
});

const FORGERIES = ["a\r\nB: c", "a\nB: c", "a\rB: c", "a\0b", "\x7f", "\x1b[31m", "日本", "\u0100", "\u2028"];

test("a reason phrase that could forge a line, or is not latin-1, throws and adds nothing", () => {
  for (const reason of FORGERIES) {
    const head = new ResponseHead();
    assert.throws(() => head.addStatusLine("HTTP/1.1", 200, reason), {
      name: "TypeError",
      message: `The reason phrase ${JSON.stringify(reason)} has characters that no status line may have.`,
    });
    assert.equal(head.text, "");
  }
});

test("a value that could forge a line throws and adds nothing", () => {
  for (const value of FORGERIES) {
    for (const name of ["X-A", "Content-Length", "Connection"]) {
      const head = new ResponseHead();
      assert.throws(() => head.addField(name, value), TypeError);
      assert.deepEqual(head, new ResponseHead());
    }
  }
});

test("the message tells control characters from those outside latin-1", () => {
  const head = new ResponseHead();
  assert.throws(() => head.addField("X-A", "a\r\nb"), {
    message: 'The value "a\\r\\nb" of X-A has control characters, and a line end would begin a new header.',
  });
  assert.throws(() => head.addField("X-A", "日"), {
    message: 'The value "日" of X-A has characters outside latin-1; encode them, for example with encodeURI().',
  });
});

test("a name that is no token throws and adds nothing (RFC 9110 §5.1)", () => {
  for (const name of ["", " ", "a b", "a:", "a\r\n", "a\0", "(a)", "ä", "日"]) {
    const head = new ResponseHead();
    assert.throws(() => head.addField(name, "b"), {
      name: "TypeError",
      message: `${JSON.stringify(name)} is not a header name: a name has letters, digits and !#$%&'*+-.^_\`|~ only.`,
    });
    assert.equal(head.text, "");
  }
});

test("a Content-Length that is no number of bytes throws and adds nothing (RFC 9110 §8.6)", () => {
  for (const value of ["", "-1", "+1", "1.5", "1e3", "NaN", "undefined", " 5", "5 ", "5, 5"]) {
    const head = new ResponseHead();
    assert.throws(() => head.addField("Content-Length", value), {
      name: "TypeError",
      message: `Content-Length is a number of bytes, not ${JSON.stringify(value)}.`,
    });
    assert.equal(head.text, "");
  }
});

test("two lengths, or a length and a Transfer-Encoding, throw in either order (RFC 9112 §6.2)", () => {
  const pairs = [
    ["Content-Length", "5", "Content-Length", "6"],
    ["Content-Length", "5", "content-length", "5"],
    ["Content-Length", "5", "Transfer-Encoding", "chunked"],
    ["Transfer-Encoding", "chunked", "Content-Length", "5"],
  ] as const;
  for (const [first, value, second, other] of pairs) {
    const head = new ResponseHead();
    head.addField(first, value);
    assert.throws(() => head.addField(second, other), {
      name: "TypeError",
      message: "A response has one Content-Length, or a Transfer-Encoding, and not both.",
    });
    assert.equal(head.text, `${first}: ${value}\r\n`);
  }
});

test("names are checked however many different ones came before", () => {
  const head = new ResponseHead();
  for (let i = 0; i < 1500; i++) head.addField(`X-${i}`, "");
  assert.throws(() => head.addField("X 1", ""), TypeError);
  head.addField("X-1499", "");
});

test("a reason phrase made of any text can stand in a status line, and keeps what may stand there", () => {
  assert.equal(safeReason("Not Found"), "Not Found");
  assert.equal(safeReason("caf\xe9\t"), "caf\xe9\t");
  assert.equal(safeReason("a\r\nB: 日\u{1f600}"), "a??B: ??");
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff })), (codes) => {
      const text = String.fromCodePoint(...codes);
      const reason = safeReason(text);
      assert.ok(isFieldValue(reason));
      assert.equal(safeReason(reason), reason);
    }),
  );
});

test("a head tells which fields it has, whatever their case", () => {
  const head = new ResponseHead();
  head.addStatusLine("HTTP/1.1", 200, "Vary: none");
  head.addField("eTag", "Age: 1");
  assert.deepEqual(
    ["ETag", "Vary", "Age", "Tag", "ETag:"].map((name) => head.has(name)),
    [true, false, false, false, false],
  );
});

test("a head is final once it has a status from 200, in whatever part: neither an informational one nor lines without a status are", () => {
  const head = new ResponseHead();
  head.addField("A", "b");
  assert.equal(head.isFinal, false);
  head.addStatusLine("HTTP/1.1", 199, "");
  assert.equal(head.isFinal, false);
  head.clear();
  head.addStatusLine("HTTP/1.1", 200, "");
  assert.equal(head.isFinal, true);
  head.flush(0);
  assert.equal(head.isFinal, true);
  head.clear();
  assert.equal(head.isFinal, false);
});
