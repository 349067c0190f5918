import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { BasePathMixin } from "../../src/mixins/base-path.ts";
import type { ListingStyleName } from "../../src/server/listing-handler.ts";
import { link, TempTree } from "../support/temp-tree.ts";
import { sleep, until } from "../support/waiting.ts";
import { FileServer, fieldOf, QuietFileHandler } from "./file-server.ts";

const POSIX = { skip: process.platform === "win32" };

/** Longer than a directory has to be left alone before its pages are kept. */
const SETTLING_MS = 2200;
/** Above what is sent as a whole. */
const GREAT = 3000;

const HTML = "Accept: text/html";
const JSON_TYPE = "Accept: application/json";

class AutoHandler extends QuietFileHandler {
  override listing: ListingStyleName = "auto";
  override protocolVersion = "HTTP/1.1";
}

interface Entry {
  readonly name: string;
  readonly size: number | null;
}

async function entriesOf(server: FileServer, target: string): Promise<readonly Entry[]> {
  const { body } = await server.get(target, JSON_TYPE);
  return (JSON.parse(body) as { entries: Entry[] }).entries;
}

async function namesOf(server: FileServer, target: string): Promise<string> {
  return (await entriesOf(server, target)).map(({ name }) => name).join(" ");
}

describe("names", { concurrency: true }, () => {
  test("that came, went or changed are so in the next answer, at any time, while others ask too", async () => {
    using tree = new TempTree({ "sub/a": "", "sub/b": "" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    await sleep(SETTLING_MS);
    let isOver = false;
    const others = Array.from({ length: 3 }, async () => {
      while (!isOver) await server.get("/sub/", HTML);
    });
    try {
      for (let round = 0; round < 30; round++) {
        assert.equal(await namesOf(server, "/sub/"), "a b");
        tree.add("sub/c", "");
        assert.equal(await namesOf(server, "/sub/"), "a b c");
        renameSync(tree.at("sub/c"), tree.at("sub/d"));
        assert.equal(await namesOf(server, "/sub/"), "a b d");
        rmSync(tree.at("sub/d"));
      }
      assert.equal(await namesOf(server, "/sub/"), "a b");
    } finally {
      isOver = true;
      await Promise.all(others);
    }
  });

  test("of files that became directories lead there at once", async () => {
    using tree = new TempTree({ a: "1", b: "" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    assert.equal(await namesOf(server, "/"), "a b");
    rmSync(tree.at("b"));
    mkdirSync(tree.at("b"));
    assert.deepEqual(await entriesOf(server, "/").then((entries) => entries.map(({ name, size }) => [name, size])), [
      ["b", null],
      ["a", 1],
    ]);
  });

  test("are asked for with every request where a handler decides which are listed", async () => {
    using tree = new TempTree({ a: "", b: "" });
    let hidden = "a";
    class Hiding extends AutoHandler {
      override isListed(name: string): boolean {
        return name !== hidden;
      }
    }
    await using server = await FileServer.start(tree.path, Hiding);
    await sleep(SETTLING_MS);
    for (const [name, shown] of ["ab", "ba", "ab"]) {
      hidden = name as string;
      assert.equal(await namesOf(server, "/"), shown);
    }
  });
});

describe("sizes", { concurrency: true }, () => {
  for (const [state, settlingMs] of [
    ["that is left alone", SETTLING_MS],
    ["that has just changed", 0],
  ] as const) {
    test(`of a directory ${state} are seen to change, in every form`, async () => {
      using tree = new TempTree({ log: "" });
      await using server = await FileServer.start(tree.path, AutoHandler);
      await sleep(settlingMs);
      for (const [field, shown] of [
        [HTML, (size: number) => `<td>${size} B</td>`],
        [JSON_TYPE, (size: number) => `"size":${size},`],
        ["Accept: text/plain", (size: number) => ` ${size} `],
      ] as const) {
        await server.get("/", field);
        appendFileSync(tree.at("log"), "more");
        const wanted = shown(statSync(tree.at("log")).size);
        await until(async () => (await server.get("/", field)).body.includes(wanted));
      }
    });
  }

  test("of what links lead to are as fresh as the request, and so is whether they lead anywhere", POSIX, async () => {
    using tree = new TempTree({ "list/link": link("../elsewhere/file"), "list/a": "", "elsewhere/file": "1" });
    await using server = await FileServer.start(tree.path, AutoHandler);
    await sleep(SETTLING_MS);
    const linkSize = async (): Promise<number | null | undefined> =>
      (await entriesOf(server, "/list/")).find(({ name }) => name === "link")?.size;
    assert.equal(await linkSize(), 1);
    writeFileSync(tree.at("elsewhere/file"), "22");
    assert.equal(await linkSize(), 2);
    rmSync(tree.at("elsewhere/file"));
    assert.equal(await linkSize(), null);
  });
});

describe("pages that are kept", { concurrency: true }, () => {
  test("are those that would be made: each path, query, form and style has its own", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`sub/f${index}.txt`, "x".repeat(index)]),
    );
    using tree = new TempTree({ ...files, "sub/deep/x": "" });
    class Fresh extends AutoHandler {
      override isListed(name: string): boolean {
        return name !== "";
      }
    }
    class Python extends AutoHandler {
      override listing: ListingStyleName = "python";
    }
    await using kept = await FileServer.start(tree.path, AutoHandler);
    await using below = await FileServer.start(tree.path, BasePathMixin(AutoHandler, "/sub/"));
    await using python = await FileServer.start(tree.path, Python);
    await using fresh = await FileServer.start(tree.path, Fresh);
    await using freshBelow = await FileServer.start(tree.path, BasePathMixin(Fresh, "/sub/"));
    await sleep(SETTLING_MS);
    const paths = ["/sub/", "/sub/./", "/%73ub/", "/sub/deep/../", "/"];
    const queries = ["", "?sort=size", "?sort=size&order=desc", "?sort=date", "?filter=1", "?filter=2&x", "?page=2"];
    const targets = paths.flatMap((path) => [...queries, "?format=text"].map((query) => path + query));
    for (let round = 0; round < 3; round++) {
      for (const target of targets) {
        for (const field of [HTML, "Accept: */*", JSON_TYPE]) {
          const answer = await kept.get(target, field);
          assert.equal(
            answer.text.replace(/^Date: .*$/m, ""),
            (await fresh.get(target, field)).text.replace(/^Date: .*$/m, ""),
          );
        }
      }
      assert.equal((await below.get("/sub/", HTML)).body, (await freshBelow.get("/sub/", HTML)).body);
      assert.match((await python.get("/sub/", HTML)).body, /^<!DOCTYPE HTML>\n<html lang="en">[^]*<li>/);
    }
  });

  test("of great directories too: they have a length then", async () => {
    using tree = new TempTree();
    tree.addMany(Array.from({ length: GREAT }, (_, index) => `f${index}`));
    await using server = await FileServer.start(tree.path, AutoHandler);
    const first = await server.get("/");
    assert.equal(fieldOf(first, "Content-Length"), undefined);
    await sleep(SETTLING_MS);
    let answer = first;
    await until(async () => {
      answer = await server.get("/");
      return fieldOf(answer, "Content-Length") !== undefined;
    });
    assert.equal(fieldOf(answer, "Content-Length"), String(first.body.length));
    assert.equal(answer.body, first.body);
    tree.add("new", "");
    assert.match((await server.get("/")).body, /"new"/);
  });
});
