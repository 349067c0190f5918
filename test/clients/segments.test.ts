// Clients that fetch a file in parts: aria2 over several connections, zsync the parts that an older file lacks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findProgram, needs } from "../support/programs.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";
import { sha256 } from "./tree.ts";
import { Workplace } from "./workplace.ts";

const aria2c = findProgram("aria2c");
const zsync = findProgram("zsync");
const zsyncmake = findProgram("zsyncmake");

const MIB = 1048576;

test(
  "aria2 fetches a file in 8 segments at once, each by its range",
  needs(aria2c, "install aria2 (Debian: apt-get install aria2)"),
  async () => {
    await using place = await Workplace.open();
    const content = pseudoRandom(8 * MIB);
    const url = place.serve("file.bin", content);
    const args = ["--no-conf", "-x8", "-s8", "-k1M", `--checksum=sha-256=${sha256(content)}`, url];
    const { status, stdout } = await place.run(aria2c, args);
    assert.equal(status, 0, stdout);
    assert.equal(sha256(place.got("file.bin")), sha256(content));
    const partial = (await place.log(8)).filter((line) => line === "GET /file.bin 206");
    assert.ok(partial.length >= 7, place.server.stderr); // the first request may ask for the whole
  },
);

test(
  "zsync fetches only what an older file lacks, by several ranges in one request",
  needs(zsync ?? zsyncmake, "install zsync (Debian: apt-get install zsync)"),
  async () => {
    await using place = await Workplace.open();
    const older = pseudoRandom(2 * MIB);
    const newer = Buffer.from(older);
    for (const at of [100_000, 600_000, 1_500_000]) pseudoRandom(5000, at).copy(newer, at);
    const url = place.serve("file.bin", newer);
    await place.run(zsyncmake, ["-u", url, "-o", `${place.served}/file.bin.zsync`, `${place.served}/file.bin`]);
    place.keep("older.bin", older);
    const { status, stdout, stderr } = await place.run(zsync, ["-i", "older.bin", `${url}.zsync`]);
    assert.equal(status, 0, stderr);
    assert.equal(sha256(place.got("file.bin")), sha256(newer));
    const [, used, fetched] = /used (\d+) local, fetched (\d+)/.exec(stdout + stderr) ?? [];
    assert.ok(Number(fetched) < 100_000 && Number(used) > 1_900_000, stdout + stderr);
    assert.deepEqual(await place.log(2), ["GET /file.bin.zsync 200", "GET /file.bin 206"]); // one request for three ranges
  },
);
