import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParamValue } from "../../src/http/extended-param.ts";
import { HTTPMessage } from "../../src/http/message.ts";
import type { RawFields } from "../../src/http/raw-fields.ts";
import { MESSAGE_CASES } from "./message-cases.ts";

type Fields = readonly (readonly [name: string, value: string])[];

function rawOf(fields: Fields): RawFields {
  let text = "";
  const offsets: number[] = [];
  for (const [name, value] of fields) {
    const nameEnd = text.length + name.length;
    offsets.push(text.length, nameEnd, nameEnd + 2, nameEnd + 2 + value.length);
    text += `${name}: ${value}\r\n`;
  }
  return { text, offsets };
}

function appended(fields: Fields): HTTPMessage {
  const message = new HTTPMessage();
  for (const [name, value] of fields) message.append(name, value);
  return message;
}

/** Calls a method, or reads `size`; what returns nothing is null, as None is in the table. */
function ask(message: HTTPMessage, name: string, args: readonly unknown[]): unknown {
  const member: unknown = Reflect.get(message, name, message);
  const result: unknown = typeof member === "function" ? Reflect.apply(member, message, args) : member;
  return result === undefined ? null : result;
}

for (const [index, { fields, calls }] of MESSAGE_CASES.entries()) {
  const makers = [
    ["from a request", new HTTPMessage(rawOf(fields))],
    ["made by hand", appended(fields)],
  ] as const;
  for (const [origin, message] of makers) {
    const asked = [...new Set(calls.map(([name]) => name))].join(", ");
    test(`${JSON.stringify(fields)} ${origin} answers as in Python (${index}: ${asked})`, () => {
      for (const [name, args, result] of calls) assert.deepEqual(ask(message, name, args), result, `${name}(${args})`);
    });
  }
}

test("names and values of a request are not looked at before somebody asks", () => {
  const raw: RawFields = {
    text: "",
    get offsets(): number[] {
      throw new Error("looked");
    },
  };
  const message = new HTTPMessage(raw);
  assert.throws(() => message.get("Host"), { message: "looked" });
});

test("iteration visits the names, as in Python", () => {
  assert.deepEqual(
    [
      ...appended([
        ["B", "1"],
        ["a", "2"],
        ["b", "3"],
      ]),
    ],
    ["B", "a", "b"],
  );
});

test("the lists that are returned are copies", () => {
  const message = appended([["A", "1"]]);
  message.keys().push("B");
  message.values().push("2");
  assert.deepEqual(message.items(), [["A", "1"]]);
});

test("only ASCII letters ignore their case", () => {
  const message = appended([["A^_|~k", "1"]]);
  assert.equal(message.get("a^_|~K"), "1");
  assert.equal(message.get("a~_|~k"), null);
  assert.equal(message.get("a^_|~\u212a"), null);
});

test("a request's message can be changed after it was read", () => {
  const message = new HTTPMessage(
    rawOf([
      ["Host", "a"],
      ["X", "1"],
    ]),
  );
  assert.equal(message.get("x"), "1");
  message.append("X", "2");
  assert.deepEqual(message.getAll("x"), ["1", "2"]);
  message.delete("host");
  assert.equal(message.size, 2);
});

for (const value of ["a\rb", "a\nb", "a\r\nSet-Cookie: x=1", "a\u0000b", "\n", "a\n b"]) {
  test(`the value ${JSON.stringify(value)} is refused wherever it is set`, () => {
    const message = appended([["X", "1"]]);
    const refusal = { name: "TypeError", message: /line break or NUL: encode or remove it/ };
    assert.throws(() => message.append("Y", value), refusal);
    assert.throws(() => message.replaceHeader("X", value), refusal);
    assert.throws(() => message.addHeader("Y", value), refusal);
    assert.throws(() => message.addHeader("Y", "v", { a: value }), refusal);
    assert.throws(() => message.setParam("a", value, "Y"), refusal);
    assert.deepEqual(message.items(), [["X", "1"]]);
  });
}

for (const name of ["", "a b", "a:", "a\n", "é", "a\u0000", "(a)"]) {
  test(`the name ${JSON.stringify(name)} is refused`, () => {
    const message = new HTTPMessage();
    assert.throws(() => message.append(name, "v"), { name: "TypeError", message: /is not a header name: use letters/ });
    assert.throws(() => message.addHeader(name, "v"), TypeError);
  });
}

test("a value that is no string is refused with the way out", () => {
  const message = new HTTPMessage();
  assert.throws(() => message.append("Content-Length", 5 as unknown as string), /pass String\(value\)/);
});

test("replacing or bounding a field that is absent is refused", () => {
  const message = new HTTPMessage();
  assert.throws(() => message.replaceHeader("X", "1"), { name: "RangeError", message: /use append\(\)/ });
  assert.throws(() => message.setBoundary("x"), { name: "RangeError", message: /use setType\(\)/ });
});

test("a refused change leaves the field as it was", () => {
  const message = appended([["Content-Type", "text/html; a=1"]]);
  assert.throws(() => message.setType("text/\nhtml"), TypeError);
  assert.throws(() => message.setParam("b", "x\r\ny"), TypeError);
  assert.throws(() => message.setBoundary("x\n"), TypeError);
  assert.deepEqual(message.items(), [["Content-Type", "text/html; a=1"]]);
});

test("a media type has exactly one slash", () => {
  for (const type of ["text", "a/b/c", ""]) assert.throws(() => new HTTPMessage().setType(type), RangeError);
});

test("a charset parameter is read in the charset it is itself in, and as it stands where it names none", () => {
  const charsetOf = (parameters: string) =>
    appended([["Content-Type", `text/html; ${parameters}`]]).getContentCharset();
  assert.equal(charsetOf("charset*=utf-16le''u%00t%00f%00-%008%00"), "utf-8");
  assert.equal(charsetOf("charset*=UTF-8"), "utf-8");
  assert.equal(charsetOf("charset*0*=UTF; charset*1=-8"), "utf-8");
});

test("a parameter that its charset cannot write is refused", () => {
  const values: ParamValue[] = [
    ["us-ascii", "", "é"],
    ["iso-8859-1", "", "日"],
    ["koi8-r", "", "x"],
    [null, null, "é"],
  ];
  for (const value of values) {
    assert.throws(() => new HTTPMessage().addHeader("X", "v", { a: value }), /use the charset "utf-8"/);
  }
});

test("a parameter with a charset keeps its bytes when another one is set", () => {
  const message = appended([["Content-Type", "text/html; a*=utf-8'en'caf%C3%A9; b=1"]]);
  message.setParam("b", "2");
  assert.equal(message.get("Content-Type"), `text/html; b="2"; a*=utf-8'en'caf%C3%A9`);
  message.delParam("b");
  assert.equal(message.get("Content-Type"), "text/html; a*=utf-8'en'caf%C3%A9");
  message.setBoundary("x");
  assert.equal(message.get("Content-Type"), `text/html; a*=utf-8'en'caf%C3%A9; boundary="x"`);
  message.setType("a/b");
  assert.equal(message.get("Content-Type"), `a/b; boundary="x"; a*=utf-8'en'caf%C3%A9`);
});

test("a parameter of an unknown charset is rewritten, not refused", () => {
  const message = appended([["Content-Type", "text/html; a*=bogus'x'%E9%25; b*=plain; c=1"]]);
  message.delParam("c");
  assert.equal(message.get("Content-Type"), "text/html; a*=bogus'x'%E9%25; b*=plain");
});

test("nothing between two semicolons is no parameter", () => {
  const message = appended([["Content-Type", "text/html;; charset=utf-8 ; ;"]]);
  assert.deepEqual(message.getParams(), [
    ["text/html", ""],
    ["charset", "utf-8"],
  ]);
});

test("pieces of the same number keep their order, and a whole value counts as the first", () => {
  const message = appended([["Content-Type", "a/b; x*0=2; x*0=1; x*=0; y*10=b; y*9=a"]]);
  assert.deepEqual(message.getParams(), [
    ["a/b", ""],
    ["x", [null, null, "021"]],
    ["y", "ab"],
  ]);
});

test("without requote only values that need quotes get them", () => {
  const message = appended([["Content-Type", 'text/html; a="b"; c="d e"']]);
  message.setParam("a", "f", "Content-Type", false);
  assert.equal(message.get("Content-Type"), 'text/html; a=f; c="d e"');
  message.setParam("g", "h", "Content-Type", false);
  assert.equal(message.get("Content-Type"), 'text/html; a=f; c="d e"; g=h');
});

test("the bytes 85 and A0 of UTF-8 at a value's end are not blanks", () => {
  const filename = Buffer.from("voilà", "utf8").toString("latin1");
  const message = appended([["Content-Disposition", `attachment; filename=${filename}`]]);
  assert.equal(Buffer.from(message.getFilename() as string, "latin1").toString("utf8"), "voilà");
});

test("a parameter named __proto__ is only a parameter", () => {
  const message = appended([["Content-Type", "a/b; __proto__=x; __proto__*0*=''y"]]);
  assert.equal(message.getParam("__proto__"), "x");
  assert.equal(message.getParam("polluted"), null);
});

test("all matching headers are given as lines", () => {
  const message = appended([
    ["Cookie", "a=1"],
    ["Host", "x"],
    ["cookie", "b=2"],
  ]);
  assert.deepEqual(message.getAllMatchingHeaders("COOKIE"), ["Cookie: a=1", "cookie: b=2"]);
  assert.deepEqual(message.getAllMatchingHeaders("nope"), []);
});

test("defects are always empty and a body is never multipart", () => {
  const message = appended([["Content-Type", "multipart/mixed; boundary=x"]]);
  assert.deepEqual(message.defects, []);
  assert.equal(message.isMultipart(), false);
  assert.equal(message.getPayload(), "");
});

test("String() gives the text of asString", () => {
  assert.equal(String(appended([["A", "é"]])), "A: =?utf-8?b?w6k=?=\n\n");
});

test("toHeaders gives a WHATWG copy with the same fields", () => {
  const message = appended([
    ["Set-Cookie", "a=1"],
    ["X", "1"],
    ["Set-Cookie", "b=2"],
    ["x", "caf\u00e9"],
    ["__proto__", "p"],
  ]);
  const headers = message.toHeaders();
  assert.ok(headers instanceof Headers);
  assert.deepEqual(headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(headers.get("x"), "1, caf\u00e9");
  assert.equal(headers.get("__proto__"), "p");
  headers.delete("x");
  assert.equal(message.has("x"), true);
});

test("toHeaders refuses values outside latin-1", () => {
  assert.throws(() => appended([["X", "日"]]).toHeaders(), TypeError);
});

test("without a default the types say that a field may be absent", () => {
  const message = new HTTPMessage();
  // @ts-expect-error: null is no string
  const host: string = message.get("Host");
  // @ts-expect-error: null is no string
  const filename: string = message.getFilename();
  const fallback: string = message.get("Host", "none");
  assert.deepEqual([host, filename, fallback], [null, null, "none"]);
});
