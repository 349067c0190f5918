import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs, { renameSync, rmSync, symlinkSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { mock, test } from "node:test";
import { link, TempTree } from "../support/temp-tree.ts";
import { look } from "./look.ts";

const POSIX = { skip: process.platform === "win32" };
const LINUX = { skip: process.platform !== "linux" };

/** Looks at `a.txt` of a tree, which becomes something else just before it is opened. */
function lookWhile(tree: TempTree, change: () => void): ReturnType<typeof look> {
  const original = fs.openSync;
  const opening = mock.method(fs, "openSync", (path: string, flags: number) => {
    change();
    return original(path, flags);
  });
  syncBuiltinESMExports();
  try {
    return look(tree.path, "a.txt");
  } finally {
    opening.mock.restore();
    syncBuiltinESMExports();
  }
}

test("a file that has become a pipe is refused without waiting", LINUX, () => {
  using tree = new TempTree({ "a.txt": "hello" });
  tree.addPipe("pipe");
  const found = lookWhile(tree, () => renameSync(tree.at("pipe"), tree.at("a.txt")));
  assert.equal(found, undefined);
});

test("a file that has become a link out of the root is refused", POSIX, () => {
  using outside = new TempTree({ "secret.txt": "secret" });
  using tree = new TempTree({ "a.txt": "hello" });
  const found = lookWhile(tree, () => {
    rmSync(tree.at("a.txt"));
    symlinkSync(outside.at("secret.txt"), tree.at("a.txt"));
  });
  assert.equal(found, undefined);
});

test("a file that is replaced or removed once it is open is what it was", LINUX, () => {
  using tree = new TempTree({ "a.txt": "old" });
  const original = fs.fstatSync;
  const looking = mock.method(fs, "fstatSync", (fd: number) => {
    rmSync(tree.at("a.txt"));
    return original(fd);
  });
  syncBuiltinESMExports();
  try {
    for (const policy of ["inside", "deny"] as const) {
      tree.add("a.txt", "old");
      assert.equal(look(tree.path, "a.txt", policy), "old");
    }
  } finally {
    looking.mock.restore();
    syncBuiltinESMExports();
  }
});

test("without /proc the resolved path decides, and must name the file that is open", LINUX, () => {
  const program = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const original = { readlinkSync: fs.readlinkSync, realpath: fs.realpathSync.native };
    fs.readlinkSync = (path, ...rest) => {
      if (String(path).startsWith("/proc/")) throw Object.assign(new Error("no"), { code: "ENOENT", syscall: "readlink" });
      return original.readlinkSync(path, ...rest);
    };
    let trick;
    fs.realpathSync.native = (path, ...rest) => original.realpath(trick ?? path, ...rest);
    syncBuiltinESMExports();
    const { openInside } = await import(process.argv[1]);
    const root = process.argv[2];
    const look = (name, policy = "inside") => {
      const found = openInside(root, name, policy);
      return found && fs.readFileSync(found.fd, "utf8");
    };
    const seen = [look("a.txt"), look("a.txt", "deny"), look("inner"), look("inner", "deny"), look("outer")];
    trick = root + "/a.txt";
    seen.push(look("outer"));
    process.stdout.write(JSON.stringify(seen));
  `;
  using outside = new TempTree({ "secret.txt": "secret" });
  using tree = new TempTree({ "a.txt": "hello", inner: link("a.txt") });
  symlinkSync(outside.at("secret.txt"), tree.at("outer"));
  const module = new URL("../../src/files/open-inside.js", import.meta.url).href;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", program, module, tree.path], {
    encoding: "utf8",
  });
  assert.deepEqual(JSON.parse(output), ["hello", "hello", "hello", null, null, null]);
});
