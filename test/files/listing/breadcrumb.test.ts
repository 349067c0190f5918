import assert from "node:assert/strict";
import { test } from "node:test";
import { breadcrumb } from "../../../src/files/listing/breadcrumb.ts";

const CASES: readonly (readonly [path: string, texts: string, ...links: string[]])[] = [
  ["/", "/", "/"],
  ["/a/", "/ a/", "/", "/a/"],
  ["/a/b%20c/d/", "/ a/ b c/ d/", "/", "/a/", "/a/b%20c/", "/a/b%20c/d/"],
  ["/a//b/", "/ a/ b/", "/", "/a/", "/a//b/"],
  ["/%C3%A9/%ff/", "/ \u00e9/ \ufffd/", "/", "/%C3%A9/", "/%C3%A9/%ff/"],
];

for (const [path, texts, ...links] of CASES) {
  test(`the way to ${path} is ${texts}, by relative links`, () => {
    const crumbs = breadcrumb(path);
    assert.equal(crumbs.map(({ text }) => text).join(" "), texts);
    assert.deepEqual(
      crumbs.map(({ href }) => new URL(href, `http://host${path}`).pathname),
      links,
    );
    for (const { href } of crumbs) assert.ok(!href.startsWith("/"), href);
  });
}

test("below a path of the server's own, the way begins there", () => {
  assert.deepEqual(breadcrumb("/my/app/a/b/", 2), [
    { text: "/my/app/", href: "../../" },
    { text: "a/", href: "../" },
    { text: "b/", href: "./" },
  ]);
  assert.deepEqual(breadcrumb("/my/app/", 0), [{ text: "/my/app/", href: "./" }]);
  assert.deepEqual(breadcrumb("/", 0), [{ text: "/", href: "./" }]);
});
