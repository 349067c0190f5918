import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { collapsePath, findCgiDirectory, splitQuery, splitScriptPath } from "../../src/cgi/collapse-path.ts";

const TOO_HIGH = RangeError;

/** The vectors of CPython's `test_url_collapse_path`. */
const VECTORS: readonly (readonly [path: string, collapsed: string | typeof RangeError])[] = [
  ["", "//"],
  ["..", TOO_HIGH],
  ["/.//..", TOO_HIGH],
  ["/", "//"],
  ["//", "//"],
  ["/\\", "//\\"],
  ["/.//", "//"],
  ["cgi-bin/file1.py", "/cgi-bin/file1.py"],
  ["/cgi-bin/file1.py", "/cgi-bin/file1.py"],
  ["a", "//a"],
  ["/a", "//a"],
  ["//a", "//a"],
  ["./a", "//a"],
  ["./C:/", "/C:/"],
  ["/a/b", "/a/b"],
  ["/a/b/", "/a/b/"],
  ["/a/b/.", "/a/b/"],
  ["/a/b/c/..", "/a/b/"],
  ["/a/b/c/../d", "/a/b/d"],
  ["/a/b/c/../d/e/../f", "/a/b/d/f"],
  ["/a/b/c/../d/e/../../f", "/a/b/f"],
  ["/a/b/c/../d/e/.././././..//f", "/a/b/f"],
  ["../a/b/c/../d/e/.././././..//f", TOO_HIGH],
  ["/a/b/c/../d/e/../../../f", "/a/f"],
  ["/a/b/c/../d/e/../../../../f", "//f"],
  ["/a/b/c/../d/e/../../../../../f", TOO_HIGH],
  ["/a/b/c/../d/e/../../../../f/..", "//"],
  ["/a/b/c/../d/e/../../../../f/../.", "//"],
];

/** What else there is to know. */
const MORE: typeof VECTORS = [
  ["/cgi-bin/a%20b", "/cgi-bin/a b"],
  ["/cgi-bin%2fx", "/cgi-bin/x"],
  ["/cgi-bin/%2e%2e/x", "//x"],
  ["/%2e%2e/x", TOO_HIGH],
  ["/cgi-bin/%252e", "/cgi-bin/%2e"],
  ["/cgi-bin/x?a/../b", "/cgi-bin/x?a/../b"],
  ["/cgi-bin/x?", "/cgi-bin/x"],
  ["/cgi-bin/x?a?b", "/cgi-bin/x?a?b"],
  ["/cgi-bin/.?a", "/cgi-bin/?a"],
  ["/cgi-bin/%c3%a4", "/cgi-bin/ä"],
  ["/cgi-bin/\xc3\xa4", "/cgi-bin/ä"],
  ["/cgi-bin/%ff", "/cgi-bin/\udcff"],
  ["/cgi-bin/\u0161", "/cgi-bin/\u0161"],
];

describe("collapsePath", () => {
  assert.equal(VECTORS.length, 28);
  for (const [path, expected] of [...VECTORS, ...MORE]) {
    test(`makes ${expected === TOO_HIGH ? "an error" : JSON.stringify(expected)} of ${JSON.stringify(path)}`, () => {
      if (typeof expected === "string") assert.equal(collapsePath(path), expected);
      else assert.throws(() => collapsePath(path), expected);
    });
  }
});

describe("findCgiDirectory", () => {
  const cases: readonly (readonly [
    path: string,
    directories: string[],
    found: readonly [string, string] | undefined,
  ])[] = [
    ["/cgi-bin/x", ["/cgi-bin", "/htbin"], ["/cgi-bin", "x"]],
    ["/htbin/x/y", ["/cgi-bin", "/htbin"], ["/htbin", "x/y"]],
    ["/cgi-bin/", ["/cgi-bin"], ["/cgi-bin", ""]],
    ["//cgi-bin", ["/cgi-bin"], undefined],
    ["/cgi-binary/x", ["/cgi-bin"], undefined],
    ["/CGI-BIN/x", ["/cgi-bin"], undefined],
    ["/sub/cgi-bin/x", ["/cgi-bin"], undefined],
    ["/sub/dir/cgi-bin/x/y", ["/sub/dir/cgi-bin"], ["/sub/dir/cgi-bin", "x/y"]],
    ["/a/b/x", ["/a/b", "/a"], ["/a", "b/x"]],
    ["/cgi-bin/x", [], undefined],
  ];
  for (const [path, directories, found] of cases) {
    test(`finds ${JSON.stringify(found)} in ${path} for ${directories}`, () => {
      assert.deepEqual(findCgiDirectory(path, directories), found);
    });
  }
});

describe("splitQuery", () => {
  test("takes the target's own query off", () => {
    assert.deepEqual(splitQuery("x?a=b", "/cgi-bin/x?a=b"), ["x", "a=b"]);
    assert.deepEqual(splitQuery("x?a?b", "/cgi-bin/x?a?b"), ["x", "a?b"]);
    assert.deepEqual(splitQuery("x", "/cgi-bin/x"), ["x", ""]);
  });

  test("leaves an encoded question mark to the path", () => {
    assert.deepEqual(splitQuery("a?b", "/cgi-bin/a%3Fb"), ["a?b", ""]);
    assert.deepEqual(splitQuery("a?b?c", "/cgi-bin/a%3fb?c"), ["a?b", "c"]);
    assert.deepEqual(splitQuery("a?", "/cgi-bin/a%3F"), ["a?", ""]);
  });

  test("splits what a program put into cgiInfo itself, as Python does", () => {
    assert.deepEqual(splitQuery("x?a=b", "/other"), ["x", "a=b"]);
    assert.deepEqual(splitQuery("script", "/other?a=b"), ["script", ""]);
  });
});

describe("splitScriptPath", () => {
  const directories = new Set(["/cgi-bin/sub", "/cgi-bin/sub/deep"]);
  const split = (rest: string) => splitScriptPath("/cgi-bin", rest, (path) => directories.has(path));
  const found = (scriptName: string, script: string, pathInfo: string) => ({ scriptName, script, pathInfo });

  test("takes the next word as the script, and what follows as PATH_INFO", () => {
    assert.deepEqual(split("x"), found("/cgi-bin/x", "x", ""));
    assert.deepEqual(split("x/"), found("/cgi-bin/x", "x", "/"));
    assert.deepEqual(split("x/a/b"), found("/cgi-bin/x", "x", "/a/b"));
    assert.deepEqual(split(""), found("/cgi-bin/", "", ""));
  });

  test("walks through directories", () => {
    assert.deepEqual(split("sub/deep/x/a"), found("/cgi-bin/sub/deep/x", "x", "/a"));
    assert.deepEqual(split("sub/other/x"), found("/cgi-bin/sub/other", "other", "/x"));
    assert.deepEqual(split("sub"), found("/cgi-bin/sub", "sub", ""));
    assert.deepEqual(split("sub/"), found("/cgi-bin/sub/", "", ""));
  });
});
