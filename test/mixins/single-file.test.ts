import assert from "node:assert/strict";
import { after, test } from "node:test";
import { SingleFileMixin } from "../../src/mixins/index.ts";
import { exchange } from "../../src/testing/index.ts";
import { QuietFileHandler } from "../server/file-server.ts";
import { link, TempTree } from "../support/temp-tree.ts";

const tree = new TempTree({
  "served/a b.txt": "the file",
  "served/other.txt": "another",
  "elsewhere/target.txt": "linked",
});
after(() => tree[Symbol.dispose]());

async function get(file: string, path: string): Promise<string> {
  const Handler = SingleFileMixin(QuietFileHandler, tree.at(file));
  const { output } = await exchange(
    (request, clientAddress, server) => new Handler(request, clientAddress, server, { directory: tree.at("served") }),
    `GET ${path} HTTP/1.0\r\n\r\n`,
  );
  const [head, body] = output.toString("latin1").split("\r\n\r\n", 2) as [string, string];
  return head.startsWith("HTTP/1.0 200 ") ? body : (head.split(" ", 2)[1] as string);
}

test("the file is at / and at its own name, whatever the query", async () => {
  for (const path of ["/", "/?x=1", "/a%20b.txt", "/a%20b.txt?x=1", "/x/../a%20b.txt", "//a%20b.txt"]) {
    assert.equal(await get("served/a b.txt", path), "the file", path);
  }
});

test("nothing else is there", async () => {
  const paths = [
    "/other.txt",
    "/a%20b.txt/",
    "/a%20b.txt/x",
    "/served/a%20b.txt",
    "/A%20B.TXT",
    "/%00",
    "/../other.txt",
  ];
  for (const path of paths) assert.equal(await get("served/a b.txt", path), "404", path);
});

test("the file may be a link that leads out of the directory", { skip: process.platform === "win32" }, async () => {
  tree.add("served/link.txt", link("../elsewhere/target.txt"));
  assert.equal(await get("served/link.txt", "/"), "linked");
  assert.equal(await get("served/link.txt", "/link.txt"), "linked");
  assert.equal(await get("served/link.txt", "/target.txt"), "404");
});

test("a file that has gone is not found", async () => {
  assert.equal(await get("served/gone.txt", "/"), "404");
});
