import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  decodePath,
  directoryLocation,
  displayPath,
  type NameRules,
  pathSegments,
  splitTarget,
} from "../../src/files/url-path.ts";

function namesOf(path: string, rules: NameRules = "posix"): readonly string[] | undefined {
  return pathSegments(decodePath(path), rules)?.names;
}

/** The names of a target as a handler may have set it. */
function namesOfTarget(target: string): readonly string[] | undefined {
  return namesOf(splitTarget(target).path);
}

test("a target is cut at the first ? and at the first #", () => {
  assert.deepEqual(splitTarget("/a/b"), { path: "/a/b", query: "", fragment: "" });
  assert.deepEqual(splitTarget("/a?x=1?y"), { path: "/a", query: "x=1?y", fragment: "" });
  assert.deepEqual(splitTarget("/a?x#f?g"), { path: "/a", query: "x", fragment: "f?g" });
  assert.deepEqual(splitTarget("/a#f?x"), { path: "/a", query: "", fragment: "f?x" });
  assert.deepEqual(splitTarget("?x"), { path: "", query: "x", fragment: "" });
});

test("of an absolute target only what follows the authority counts", () => {
  assert.equal(splitTarget("http://host:80/a?b").path, "/a");
  assert.equal(splitTarget("HTTPS://user@host/a//b").path, "/a//b");
  assert.equal(splitTarget("http://host").path, "/");
  assert.deepEqual(splitTarget("http://host?q"), { path: "/", query: "q", fragment: "" });
  assert.equal(splitTarget("/http://host/a").path, "/http://host/a");
  assert.equal(splitTarget("a:b").path, "a:b");
});

test("a path is percent-decoded once, to bytes", () => {
  assert.equal(decodePath("/a%20b%2Fc").toString("latin1"), "/a b/c");
  assert.equal(decodePath("/%2541").toString("latin1"), "/%41");
  assert.equal(decodePath("/%zz%4").toString("latin1"), "/%zz%4");
  assert.equal(decodePath("/+;v=1").toString("latin1"), "/+;v=1");
});

test("a byte that is not UTF-8 is named as it is, raw, or in the form Python links to", () => {
  for (const path of ["%FF", "%ff", "\xff", "%ED%B3%BF", "\xed\xb3\xbf"]) assert.equal(namesOf(path)?.[0], "\udcff");
  assert.equal(namesOf("%ED%B2%80")?.[0], "\udc80");
  assert.equal(namesOf("%ED%B3%AD%ED%B2%B3%ED%B2%BF")?.[0], "\udced\udcb3\udcbf");
});

test("a raw byte beyond ASCII is itself", () => {
  assert.equal(namesOf("/caf\xc3\xa9")?.[0], "caf\u00e9");
  assert.equal(namesOf("/caf\xe9")?.[0], "caf\udce9");
});

test("text that cannot have come as bytes names its UTF-8, and no low byte of it", () => {
  assert.deepEqual(namesOfTarget("/\u0161.txt"), ["\u0161.txt"]);
  assert.deepEqual(namesOfTarget("/\u{1f600}/caf\u00e9?\u0161"), ["\u{1f600}", "caf\u00e9"]);
  assert.deepEqual(namesOfTarget("/\u012e\u012e\u012fetc"), ["\u012e\u012e\u012fetc"]);
  assert.deepEqual(namesOfTarget("/\u0161%20\udcff"), ["\u0161 \udcff"]);
  assert.deepEqual(namesOfTarget("/%C5%A1\u0161"), ["\u0161\u0161"]);
});

test("other surrogates stand for the three bytes they are sent as", () => {
  assert.equal(namesOf("%ED%A0%80")?.[0], "\udced\udca0\udc80");
});

test("composed and decomposed letters stay what they are", () => {
  assert.notDeepEqual(namesOf("caf%C3%A9"), namesOf("cafe%CC%81"));
});

test("empty names and . are dropped, .. goes up and stays at the root", () => {
  const cases: readonly (readonly [path: string, names: readonly string[]])[] = [
    ["/", []],
    ["", []],
    ["//a///b/", ["a", "b"]],
    ["/./a/./b", ["a", "b"]],
    ["/a/../b", ["b"]],
    ["/nowhere/../b", ["b"]],
    ["/../../etc/passwd", ["etc", "passwd"]],
    ["../../a", ["a"]],
    ["/a/b/../../../c", ["c"]],
    ["/%2e%2e/%2E./a", ["a"]],
    ["/..%2f..%2Fa", ["a"]],
    ["/a/..", []],
    ["/..x/...", ["..x", "..."]],
    ["hello.txt", ["hello.txt"]],
  ];
  for (const [path, names] of cases) assert.deepEqual(namesOf(path), names, path);
});

test("a slash at the end is noticed, the encoded one too", () => {
  for (const path of ["/", "/a/", "/a%2f", "/a%2F", "/a//"]) {
    assert.equal(pathSegments(decodePath(path))?.hasTrailingSlash, true, path);
  }
  for (const path of ["", "/a", "/a/..", "/a/.", "/a%252f"]) {
    assert.equal(pathSegments(decodePath(path))?.hasTrailingSlash, false, path);
  }
});

test("a path with NUL names nothing", () => {
  for (const path of ["/%00", "/a%00.txt", "/a/%00/../b", "/\0"]) {
    assert.equal(namesOf(path), undefined);
    assert.equal(namesOf(path, "windows"), undefined);
  }
});

test("on Windows drives, streams, backslashes, devices and names with two spellings name nothing", () => {
  const refused = [
    "c:",
    "c:/windows",
    "a.txt::$DATA",
    "a.txt:stream",
    "..\\a",
    "..%5ca",
    "a%5Cb",
    "\\\\host\\share",
    "a.txt.",
    "a.txt%20",
    "..%20/a",
    "...",
    "nul",
    "NUL.txt",
    "con",
    "Con.tar.gz",
    "aux%20.txt",
    "com1",
    "LPT9.log",
    "com%C2%B9",
    "conin$",
    "a*",
    "a%3F",
    "a%22",
    "a%3Cb",
    "a|b",
    "a%01b",
    "%FF",
    "a/nul/../b",
  ];
  for (const path of refused) assert.equal(namesOf(path, "windows"), undefined, path);
});

test("on Windows ordinary names stay, those that only look like devices too", () => {
  const names = ["a.txt", ".hidden", "com10", "console", "nullify.txt", "a b", "com", "caf\u00e9", "xcon"];
  for (const name of names) assert.deepEqual(namesOf(encodeURIComponent(name), "windows"), [name]);
  assert.deepEqual(namesOf("/a/../b/./c", "windows"), ["b", "c"]);
});

test("on macOS the name of a file's forks names nothing, and Windows's are letters like others", () => {
  for (const path of ["/a.txt/..namedfork/data", "/a.txt/%2e%2enamedfork/rsrc", "/..NamedFork", "/a/..namedfork/../b"])
    assert.equal(namesOf(path, "macos"), undefined, path);
  assert.deepEqual(namesOf("/c:/nul/...", "macos"), ["c:", "nul", "..."]);
  assert.deepEqual(namesOf("/a.txt/..namedfork", "posix"), ["a.txt", "..namedfork"]);
});

test("elsewhere a colon and a backslash are letters like others", () => {
  assert.deepEqual(namesOf("/c:/a%5Cb/nul"), ["c:", "a\\b", "nul"]);
});

test("no path, whatever it is made of, has a name that leads out of the root", () => {
  const piece = fc.constantFrom(
    "..",
    ".",
    "%2e",
    "%2E",
    "/",
    "%2f",
    "%2F",
    "\\",
    "%5c",
    "%00",
    "%",
    "%25",
    "a",
    "\xff",
    "%ED%B3%BF",
    ":",
  );
  const path = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(path, fc.constantFrom<NameRules>("posix", "macos", "windows"), (text, rules) => {
      for (const name of namesOf(text, rules) ?? []) {
        assert.ok(name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name), name);
        if (rules === "windows") assert.doesNotMatch(name, /[\\:]|[. ]$/);
      }
    }),
    { numRuns: 2000 },
  );
});

test("a path is shown decoded; what is not UTF-8 is U+FFFD", () => {
  assert.equal(displayPath("/a%20b/%C3%A9"), "/a b/\u00e9");
  assert.equal(displayPath("/\xc3\xa9"), "/\u00e9");
  assert.equal(displayPath("/\u0161/%C3%A9"), "/\u0161/\u00e9");
  assert.equal(displayPath("/%bb"), "/\ufffd");
  assert.equal(displayPath("/%E4%ED%B3%BF"), "/\ufffd\ufffd\ufffd\ufffd");
});

test("a path in Python's form for odd bytes shows these bytes", () => {
  assert.equal(displayPath("/x%ED%B3%BFy/%ED%A0%80"), "/x\udcffy/\ud800");
});

test("the place of a directory is its path with a slash; the query stays, an empty one does not", () => {
  const cases: readonly (readonly [target: string, location: string])[] = [
    ["/sub", "/sub/"],
    ["/sub?hi=1", "/sub/?hi=1"],
    ["/sub?", "/sub/"],
    ["/sub#f", "/sub/#f"],
    ["/sub?a#b", "/sub/?a#b"],
    ["/a%20b/c%2Fd", "/a%20b/c%2Fd/"],
    ["/lst/..", "/lst/../"],
    ["sub?x", "/sub/?x"],
    ["?x", "/?x"],
    ["/\u0161?\u{1f600}", "/%C5%A1/?%F0%9F%98%80"],
  ];
  for (const [target, location] of cases) assert.equal(directoryLocation(splitTarget(target)), location);
});

test("the place of a directory leads to no other host", () => {
  const cases: readonly (readonly [target: string, location: string])[] = [
    ["//evil.example/..%2f", "/evil.example/..%2f/"],
    ["///evil.example", "/evil.example/"],
    ["/\\evil.example/..", "/%5Cevil.example/../"],
    ["\\\\evil.example", "/%5C%5Cevil.example/"],
    ["http://evil.example//sub", "/sub/"],
    ["http://evil.example?x", "/?x"],
    ["javascript:alert(1)", "/javascript:alert(1)/"],
    ["/\t/evil.example", "/%09/evil.example/"],
    ["/caf\xe9", "/caf%E9/"],
  ];
  for (const [target, location] of cases) assert.equal(directoryLocation(splitTarget(target)), location);
  fc.assert(
    fc.property(fc.string(), (target) => {
      const location = directoryLocation(splitTarget(target));
      assert.equal(new URL(location, "http://test/x").host, "test");
      assert.match(location, /^\/(?![/\\])[!-~]*$/);
    }),
  );
});
