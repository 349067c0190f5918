import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type MultipartPlan, planMultipart } from "../../src/http/multipart-byteranges.ts";
import { selectRanges } from "../../src/http/ranges.ts";

/** The body that a plan describes, of a representation that is at hand. */
function bodyOf(plan: MultipartPlan, bytes: Buffer): Buffer {
  return Buffer.concat(
    plan.pieces.map((piece) => {
      return typeof piece === "string" ? Buffer.from(piece, "latin1") : bytes.subarray(piece.start, piece.end);
    }),
  );
}

test("a body has a head for each part, the bytes, and an end (RFC 9110 §15.3.7.2)", () => {
  const bytes = Buffer.from("0123456789abcdefghij");
  const parts = [
    { start: 12, end: 16 },
    { start: 0, end: 3 },
  ];
  const plan = planMultipart(parts, { size: 20, contentType: "application/pdf" }, "THIS_STRING_SEPARATES");
  const body = [
    "",
    "--THIS_STRING_SEPARATES",
    "Content-Type: application/pdf",
    "Content-Range: bytes 12-15/20",
    "",
    "cdef",
    "--THIS_STRING_SEPARATES",
    "Content-Type: application/pdf",
    "Content-Range: bytes 0-2/20",
    "",
    "012",
    "--THIS_STRING_SEPARATES--",
    "",
  ].join("\r\n");
  assert.equal(bodyOf(plan, bytes).toString("latin1"), body);
  assert.equal(plan.contentType, "multipart/byteranges; boundary=THIS_STRING_SEPARATES");
  assert.equal(plan.contentLength, body.length);
});

test("the bytes are named, not copied", () => {
  const part = { start: 5, end: 2 ** 40 };
  const plan = planMultipart([part], { size: 2 ** 41, contentType: undefined }, "b");
  assert.deepEqual(plan.pieces, [
    "\r\n--b\r\nContent-Range: bytes 5-1099511627775/2199023255552\r\n\r\n",
    part,
    "\r\n--b--\r\n",
  ]);
  assert.equal(plan.contentLength, 61 + 2 ** 40 - 5 + 9);
});

test("a part has the Content-Type of the whole, and none if that has none (RFC 9110 §15.3.7.2)", () => {
  const headOf = (contentType: string | undefined) =>
    planMultipart([{ start: 0, end: 1 }], { size: 1, contentType }, "b").pieces[0];
  assert.equal(headOf(undefined), "\r\n--b\r\nContent-Range: bytes 0-0/1\r\n\r\n");
  assert.equal(
    headOf('text/plain; charset="\xe4"'),
    '\r\n--b\r\nContent-Type: text/plain; charset="\xe4"\r\nContent-Range: bytes 0-0/1\r\n\r\n',
  );
});

test("a type that would break the head is refused", () => {
  for (const contentType of ["text/plain\r\nX: y", "a\nb", "a\rb", "a\0b", "text/\u20ac"]) {
    const plan = () => planMultipart([{ start: 0, end: 1 }], { size: 1, contentType }, "b");
    assert.throws(plan, TypeError, JSON.stringify(contentType));
  }
});

test("a boundary needs no quotes and has 1 to 70 characters (RFC 2046 §5.1.1, RFC 9110 §14.6)", () => {
  const plan = (boundary: string) => planMultipart([], { size: 1, contentType: undefined }, boundary);
  for (const boundary of ["b", "a'b+c_d-e.f", "0".repeat(70)]) {
    assert.equal(plan(boundary).contentType, `multipart/byteranges; boundary=${boundary}`);
  }
  for (const boundary of ["", "0".repeat(71), "a b", "a ", "a:b", "a/b", 'a"', "a\r\nb", "a\n", "\xe4", "a=b", "a;b"]) {
    assert.throws(() => plan(boundary), TypeError, JSON.stringify(boundary));
  }
});

/** Takes a body apart again, as a client would that knows nothing but the boundary. */
function partsOf(body: string, boundary: string): readonly (readonly [head: string, bytes: string])[] {
  const pieces = body.split(`\r\n--${boundary}`);
  assert.equal(pieces.shift(), "");
  assert.equal(pieces.pop(), "--\r\n");
  return pieces.map((piece) => {
    const end = piece.indexOf("\r\n\r\n");
    return [piece.slice(2, end), piece.slice(end + 4)];
  });
}

test("a client finds the parts that were asked for, and the length is exact, whatever bytes they have", () => {
  const anyRange = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 9 })).map(([first, more]) => `${first}-${first + more}`);
  const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 60 });
  const anyType = fc.constantFrom(undefined, "text/plain", "image/png");
  fc.assert(
    fc.property(fc.array(anyRange, { minLength: 1, maxLength: 5 }), anyBytes, anyType, (ranges, array, contentType) => {
      const bytes = Buffer.from(array);
      const selection = selectRanges(`bytes=${ranges.join(",")}`, bytes.length);
      if (selection.kind !== "parts") return;
      const plan = planMultipart(selection.parts, { size: bytes.length, contentType }, "0123456789abcdef");
      const body = bodyOf(plan, bytes);
      assert.equal(plan.contentLength, body.length);
      assert.deepEqual(
        partsOf(body.toString("latin1"), "0123456789abcdef"),
        selection.parts.map(({ start, end }) => [
          `${contentType === undefined ? "" : `Content-Type: ${contentType}\r\n`}Content-Range: bytes ${start}-${end - 1}/${bytes.length}`,
          bytes.toString("latin1", start, end),
        ]),
      );
    }),
  );
});
