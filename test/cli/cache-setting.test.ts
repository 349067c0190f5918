import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCacheRule } from "../../src/cli/cache-setting.ts";

const FOR_EVER = "public, max-age=31536000, immutable";

const ACCEPTED: readonly (readonly [text: string, pattern: string | undefined, value: string | undefined])[] = [
  ["no-cache", undefined, "no-cache"],
  ["no-store", undefined, "no-store"],
  ["0", undefined, "public, max-age=0"],
  ["3600", undefined, "public, max-age=3600"],
  ["immutable", undefined, FOR_EVER],
  ["off", undefined, undefined],
  ["max-age=60", undefined, "max-age=60"],
  ["Private, MAX-AGE=60", undefined, "Private, MAX-AGE=60"],
  ["public, s-maxage=1, stale-while-revalidate=2", undefined, "public, s-maxage=1, stale-while-revalidate=2"],
  ["*.html=no-cache", "*.html", "no-cache"],
  ["*.html= no-cache ", "*.html", "no-cache"],
  ["assets/**=immutable", "assets/**", FOR_EVER],
  ["a?=60", "a?", "public, max-age=60"],
  ["sw.js=max-age=0, must-revalidate", "sw.js", "max-age=0, must-revalidate"],
  ["/README=off", "/README", undefined],
];

for (const [text, pattern, value] of ACCEPTED) {
  test(`\`--cache '${text}'\` is understood`, () => {
    assert.deepEqual(parseCacheRule(text), [{ pattern, value }]);
  });
}

const FORMS = "expected no-cache, no-store, seconds, immutable, off or a value of Cache-Control";

const REFUSED: readonly (readonly [text: string, message: string])[] = [
  ["imutable", `'imutable' is not a directive of Cache-Control; ${FORMS}`],
  ["*.html", `'*.html' is not a directive of Cache-Control; ${FORMS}`],
  ["README=no-cache", "'README' is not a directive of Cache-Control; for a file of that name write /README=..."],
  ["*.html=never", `'never' is not a directive of Cache-Control; ${FORMS}`],
  ["", `${FORMS}, not ''`],
  ["*.html=", `${FORMS}, not ''`],
  ["no-cache,", `${FORMS}, not 'no-cache,'`],
  ["-1 s", `${FORMS}, not '-1 s'`],
  ["max-age=1\r\nX: y", `${FORMS}, not 'max-age=1\\r\\nX: y'`],
];

for (const [text, message] of REFUSED) {
  test(`\`--cache ${JSON.stringify(text)}\` is refused`, () => {
    assert.throws(() => parseCacheRule(text), { message, kind: "usage" });
  });
}
