import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TempTree } from "../support/temp-tree.ts";
import { type Answer, FileServer, fieldOf } from "./file-server.ts";

const NUMBER = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 300_000 }));
const SPEC = fc.oneof(
  fc.tuple(NUMBER, NUMBER).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  NUMBER.map((first) => `${first}-`),
  NUMBER.map((suffix) => `-${suffix}`),
);
const SIZE = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 200_000 }));

/** Says of each byte how often it is asked for. */
function countBytes(specs: readonly string[], size: number): Uint8Array {
  const counts = new Uint8Array(size);
  for (const spec of specs) {
    const [first = "", last = ""] = spec.split("-");
    for (let at = 0; at < size; at++) {
      const isWanted =
        first === "" ? at >= size - Number(last) : at >= Number(first) && (last === "" || at <= Number(last));
      if (isWanted) counts[at]!++;
    }
  }
  return counts;
}

/** The parts of an answer: where each begins, and its bytes. Asserts that each says the truth about itself. */
function partsOf(answer: Answer, size: number): { start: number; bytes: string }[] {
  const boundary = /^multipart\/byteranges; boundary=(.*)$/.exec(fieldOf(answer, "Content-type") ?? "")?.[1];
  if (boundary === undefined) return [{ ...placeOf(fieldOf(answer, "Content-Range") ?? "", answer.body, size) }];
  const [before, ...parts] = answer.body.split(`\r\n--${boundary}`);
  assert.equal(before, "");
  assert.equal(parts.pop(), "--\r\n");
  return parts.map((part) => {
    const end = part.indexOf("\r\n\r\n");
    const range = /\r\nContent-Range: (.*)$/.exec(part.slice(0, end))?.[1] ?? "";
    return placeOf(range, part.slice(end + 4), size);
  });
}

function placeOf(range: string, bytes: string, size: number): { start: number; bytes: string } {
  const [, start, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? [];
  assert.equal(Number(total), size);
  assert.equal(Number(last) - Number(start) + 1, bytes.length);
  return { start: Number(start), bytes };
}

test("of any file, any ranges are answered with exactly the bytes they name, each once", async () => {
  using tree = new TempTree();
  await using server = await FileServer.start(tree.path);
  let partial = 0;
  await fc.assert(
    fc.asyncProperty(SIZE, fc.array(SPEC, { minLength: 1, maxLength: 5 }), async (size, specs) => {
      const content = Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 0xff)).toString(
        "latin1",
      );
      tree.add("file", Buffer.from(content, "latin1"));
      const answer = await server.get("/file", `Range: bytes=${specs.join(", ")}`);
      assert.equal(fieldOf(answer, "Content-Length"), String(answer.body.length));
      const counts = countBytes(specs, size);
      const sum = counts.reduce((total, count) => total + count, 0);
      if (size === 0 || sum > size) {
        assert.equal(answer.status, 200);
        assert.equal(answer.body, content);
      } else if (sum === 0) {
        assert.equal(answer.status, 416);
        assert.equal(fieldOf(answer, "Content-Range"), `bytes */${size}`);
      } else {
        partial++;
        assert.equal(answer.status, 206);
        const came = new Uint8Array(size);
        for (const { start, bytes } of partsOf(answer, size)) {
          assert.equal(bytes, content.slice(start, start + bytes.length));
          for (let at = start; at < start + bytes.length; at++) came[at]!++;
        }
        assert.deepEqual(
          came,
          counts.map((count) => Math.min(count, 1)),
        );
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(partial > 20, `only ${partial} answers had parts`);
});
