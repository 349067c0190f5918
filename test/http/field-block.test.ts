import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldBlock, keptBlock } from "../../src/http/field-block.ts";
import { ResponseHead } from "../../src/http/response-head.ts";

const FIELDS = [
  ["Content-type", "text/html"],
  ["ETag", '"\xe4"'],
] as const;

test("a block has the lines of its fields, and a length behind them", () => {
  for (const make of [fieldBlock, keptBlock]) {
    assert.deepEqual(make(FIELDS, 5), {
      fields: [...FIELDS, ["Content-Length", "5"]],
      text: 'Content-type: text/html\r\nETag: "\xe4"\r\nContent-Length: 5\r\n',
      contentLength: 5,
    });
    assert.deepEqual(make([]), { fields: [], text: "", contentLength: undefined });
  }
});

test("a head is the same by a block as by its fields", () => {
  const block = fieldBlock(FIELDS, 5);
  const [byBlock, byFields] = [new ResponseHead(), new ResponseHead()];
  byBlock.addBlock(block);
  for (const [name, value] of block.fields) byFields.addField(name, value);
  assert.deepEqual(byBlock, byFields);
});

test("a block with a length is refused where there is one, or a coding", () => {
  for (const [name, value] of [
    ["Content-Length", "5"],
    ["Transfer-Encoding", "chunked"],
  ] as const) {
    const head = new ResponseHead();
    head.addField(name, value);
    assert.throws(() => head.addBlock(fieldBlock([], 5)), TypeError);
    head.addBlock(fieldBlock(FIELDS));
  }
});

test("what no head may have is refused, be the name known or not", () => {
  assert.throws(() => fieldBlock([["X A", "b"]]), TypeError);
  for (const value of ["a\r\nX: b", "a\0", "\u20ac"]) {
    assert.throws(() => fieldBlock([["ETag", value]]), TypeError);
    assert.throws(() => keptBlock([["X-Unheard-Of", value]]), TypeError);
  }
});
