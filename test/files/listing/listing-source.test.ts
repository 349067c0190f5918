import assert from "node:assert/strict";
import { test } from "node:test";
import { ListingSource } from "../../../src/files/listing/listing-source.ts";

function* pieces(...texts: string[]): Generator<string> {
  yield* texts;
}

/** An output that notes what it is given. */
class Notes {
  text = "";
  isClosed = false;
  onWrite: () => void = () => {};

  write(bytes: Uint8Array): number {
    this.text += Buffer.from(bytes).toString();
    this.onWrite();
    return bytes.length;
  }
}

test("all text is sent, as UTF-8", async () => {
  const output = new Notes();
  const source = new ListingSource(pieces("a\u00e9", "", "\u{1f600}", "z"), () => {});
  assert.equal(await source.sendTo(output), "sent");
  assert.equal(output.text, "a\u00e9\u{1f600}z");
  source.close();
});

test("it can be read in blocks, to the end, and the rest be sent", async () => {
  const source = new ListingSource(pieces("abc", "", "defg", "hij"), () => {});
  assert.equal(Buffer.from(await source.read(2)).toString(), "ab");
  assert.equal(Buffer.from(await source.read(3)).toString(), "cde");
  const output = new Notes();
  await source.sendTo(output);
  assert.equal(output.text, "fghij");
  assert.equal((await source.read()).length, 0);
  source.close();
});

test("without a size all of it is read", async () => {
  const source = new ListingSource(pieces("abc", "def"), () => {});
  assert.equal(Buffer.from(await source.read()).toString(), "abcdef");
  source.close();
});

test("a client that has gone ends the work", async () => {
  let made = 0;
  function* endless(): Generator<string> {
    for (;;) {
      made++;
      yield "x".repeat(1000);
    }
  }
  const output = new Notes();
  output.onWrite = () => {
    output.isClosed = output.text.length > 200_000;
  };
  const source = new ListingSource(endless(), () => {});
  assert.equal(await source.sendTo(output), "gone");
  assert.ok(made < 1000, String(made));
  source.close();
});

test("others have their turn between pieces", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  function* slow(): Generator<string> {
    for (let step = 0; step < 20; step++) {
      const end = performance.now() + 8;
      while (performance.now() < end);
      yield "x";
    }
  }
  const source = new ListingSource(slow(), () => {});
  await source.sendTo(new Notes());
  clearInterval(timer);
  source.close();
  assert.ok(turns >= 5, String(turns));
});

test("closing frees what it came from, once", () => {
  let closed = 0;
  const source = new ListingSource(pieces("a"), () => closed++);
  source.close();
  source.close();
  assert.equal(closed, 1);
});
