// How long a client may keep us waiting, without waiting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_LIMITS } from "../../src/server/limits.ts";
import { type Look, Patience } from "../../src/server/patience.ts";

const LOOK: Look = { wait: "idle", bytesReceived: 0, requestCount: 1, connections: 1, now: 0 };

/** Looks again and again, and tells at which second the patience ended. */
function endOf(looks: (second: number) => Partial<Look>, limits = DEFAULT_LIMITS): number | undefined {
  const patience = new Patience();
  for (let second = 0; second <= 200; second++) {
    if (patience.isExhausted({ ...LOOK, now: second * 1000, ...looks(second) }, limits)) return second;
  }
  return undefined;
}

test("every wait has its own limit, from when it was first seen", () => {
  assert.equal(
    endOf(() => ({ wait: "connect" })),
    60,
  );
  assert.equal(
    endOf(() => ({ wait: "head" })),
    30,
  );
  assert.equal(
    endOf(() => ({ wait: "idle" })),
    75,
  );
  assert.equal(
    endOf(() => ({ wait: "body" })),
    30,
  );
  assert.equal(
    endOf((second) => ({ wait: second < 20 ? undefined : "head" })),
    50,
  );
  assert.equal(
    endOf(() => ({ wait: undefined })),
    undefined,
  );
});

test("a head that comes byte by byte is not given more time", () => {
  assert.equal(
    endOf((second) => ({ wait: "head", bytesReceived: second })),
    30,
  );
});

test("empty lines before a request give it no more time", () => {
  for (const wait of ["connect", "idle"] as const) {
    assert.equal(
      endOf((second) => ({ wait: second >= 10 && second % 2 === 0 ? "head" : wait })),
      40,
    );
  }
});

test("another request on the connection begins anew", () => {
  assert.equal(
    endOf((second) => ({ requestCount: Math.floor(second / 50) })),
    undefined,
  );
});

test("a body may take as long as it brings its bytes", () => {
  assert.equal(
    endOf((second) => ({ wait: "body", bytesReceived: second * 240 })),
    undefined,
  );
  assert.equal(
    endOf((second) => ({ wait: "body", bytesReceived: second * 239 })),
    30,
  );
});

test("a body may take for ever, where no rate is asked for", () => {
  for (const minBodyBytesPerSecond of [0, Number.POSITIVE_INFINITY]) {
    assert.equal(
      endOf(() => ({ wait: "body" }), { ...DEFAULT_LIMITS, minBodyBytesPerSecond }),
      undefined,
    );
  }
});

test("the more connections there are, the shorter idle ones are kept", () => {
  assert.equal(
    endOf(() => ({ connections: 1000 })),
    75,
  );
  assert.equal(
    endOf(() => ({ connections: 5000 })),
    15,
  );
  assert.equal(
    endOf(() => ({ wait: "head", connections: 5000 })),
    30,
    "a head is not hurried",
  );
});
