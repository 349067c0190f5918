import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "../support/ask.ts";
import { startBasehttp } from "../support/basehttp.ts";
import { TempTree } from "../support/temp-tree.ts";

const FILES = 40;
const READERS = 8;
/** Longer than a file has to be left alone before it is kept. */
const SETTLING_MS = 2200;
const CHANGES = 150;
const LENGTH = 2048;

/** A version's content: all versions are equally long. */
function contentOf(version: number): string {
  return String(version).padStart(LENGTH, ".");
}

test("an answer is never older than its request: files change in place and by renaming, under load", async () => {
  using tree = new TempTree();
  const versions = Array.from({ length: FILES }, () => 0);
  for (let i = 0; i < FILES; i++) tree.add(`f${i}`, contentOf(0));
  await using program = await startBasehttp(tree.path, "--quiet");
  await sleep(SETTLING_MS);
  const agent = new Agent({ keepAlive: true, maxSockets: READERS });
  const fetchFile = async (file: number): Promise<number> =>
    Number((await ask(`${program.url}/f${file}`, { agent })).body.replaceAll(".", ""));
  const stale: string[] = [];
  let isOver = false;
  let answers = 0;
  const read = async (file: number): Promise<void> => {
    const before = versions[file] as number;
    const seen = await fetchFile(file);
    answers++;
    if (seen < before || seen > (versions[file] as number)) stale.push(`f${file}: ${seen}, was ${before}`);
  };
  const reader = async (seed: number): Promise<void> => {
    for (let i = seed; !isOver; i += 7) await read(i % FILES);
  };
  const readers = Array.from({ length: READERS }, (_, seed) => reader(seed));
  for (let change = 1; change <= CHANGES; change++) {
    const file = (change * 13) % FILES;
    if (change % 2 === 0) {
      writeFileSync(tree.at("next"), contentOf(change));
      renameSync(tree.at("next"), tree.at(`f${file}`));
    } else {
      writeFileSync(tree.at(`f${file}`), contentOf(change), { flag: "r+" });
    }
    versions[file] = change;
    await read(file);
    await sleep(10);
  }
  isOver = true;
  await Promise.all(readers);
  agent.destroy();
  assert.deepEqual(stale, []);
  assert.ok(answers > CHANGES * 2, `${answers} answers`);
});
