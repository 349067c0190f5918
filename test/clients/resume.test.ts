// Downloads that broke off: an unchanged file is completed, and no file is ever spliced of two versions where the client asks in a way that can be answered.

import assert from "node:assert/strict";
import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findProgram, needs } from "../support/programs.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";
import { Workplace } from "./workplace.ts";

const curl = findProgram("curl");
const wget = findProgram("wget");

/** What is served at first, what is served then, and how much of the first the client has. */
const OLD = pseudoRandom(300_000, 1);
const NEW = pseudoRandom(400_000, 2);
const PART_BYTES = 100_000;
const PART = OLD.subarray(0, PART_BYTES);

/** When the first version was written: long before the second, as dates go by seconds. */
const OLD_DATE = new Date("2020-01-01T00:00:00Z");

/** Serves the first version, gives the client a part of it, then serves the second if the file is to change. */
async function interrupted(change: "changed" | "unchanged") {
  const place = await Workplace.open();
  const url = place.serve("file.bin", OLD);
  utimesSync(join(place.served, "file.bin"), OLD_DATE, OLD_DATE);
  const etag = String((await fetch(url, { method: "HEAD" })).headers.get("etag"));
  const part = place.keep("file.bin", PART);
  utimesSync(part, OLD_DATE, OLD_DATE);
  if (change === "changed") place.serve("file.bin", NEW);
  return { place, url, etag };
}

describe("curl", needs(curl, "install curl (Debian: apt-get install curl)"), () => {
  const QUIET = ["--silent", "--show-error", "--write-out", "%{http_code} %{size_download}"];

  test("completes an unchanged file with -C -, byte for byte, and fetches only the rest", async () => {
    const { place, url } = await interrupted("unchanged");
    await using _ = place;
    const { stdout } = await place.run(curl, [...QUIET, "-C", "-", "-O", url]);
    assert.equal(stdout, `206 ${OLD.length - PART_BYTES}`);
    assert.deepEqual(place.got("file.bin"), OLD);
  });

  test("with -C - and If-Range completes an unchanged file", async () => {
    const { place, url, etag } = await interrupted("unchanged");
    await using _ = place;
    const { stdout } = await place.run(curl, [...QUIET, "-C", "-", "-H", `If-Range: ${etag}`, "-O", url]);
    assert.equal(stdout, `206 ${OLD.length - PART_BYTES}`);
    assert.deepEqual(place.got("file.bin"), OLD);
  });

  test("with -C - and If-Range is sent a changed file whole, which it refuses to append", async () => {
    const { place, url, etag } = await interrupted("changed");
    await using _ = place;
    const resumed = await place.run(curl, [...QUIET, "-C", "-", "-H", `If-Range: ${etag}`, "-O", url]);
    assert.equal(resumed.status, 33); // CURLE_RANGE_ERROR
    assert.match(resumed.stdout, /^200 /);
    assert.deepEqual(place.got("file.bin"), PART);
    assert.equal((await place.run(curl, [...QUIET, "-O", url])).stdout, `200 ${NEW.length}`);
    assert.deepEqual(place.got("file.bin"), NEW);
  });

  test("with -C - and If-Match is refused the rest of a changed file", async () => {
    const { place, url, etag } = await interrupted("changed");
    await using _ = place;
    const { status, stdout } = await place.run(curl, [
      ...QUIET,
      "--fail",
      "-C",
      "-",
      "-H",
      `If-Match: ${etag}`,
      "-O",
      url,
    ]);
    assert.deepEqual([status, stdout], [22, "412 0"]); // CURLE_HTTP_RETURNED_ERROR
    assert.deepEqual(place.got("file.bin"), PART);
  });

  test("with -C - leaves a file alone that is complete", async () => {
    const { place, url } = await interrupted("unchanged");
    await using _ = place;
    place.keep("file.bin", OLD);
    await place.run(curl, [...QUIET, "-C", "-", "-O", url]);
    assert.deepEqual((await place.log(2)).at(-1), "GET /file.bin 416");
    assert.deepEqual(place.got("file.bin"), OLD);
  });

  test("with -z fetches a file only if it is newer, and then whole", async () => {
    const { place, url } = await interrupted("unchanged");
    await using _ = place;
    const args = [...QUIET, "-R", "-z", "file.bin", "-O", url];
    assert.equal((await place.run(curl, args)).stdout, "304 0");
    assert.deepEqual(place.got("file.bin"), PART);
    place.serve("file.bin", NEW);
    assert.equal((await place.run(curl, args)).stdout, `200 ${NEW.length}`);
    assert.deepEqual(place.got("file.bin"), NEW);
  });

  test("with --etag-compare fetches a file only if it has changed, and then whole", async () => {
    const { place, url } = await interrupted("unchanged");
    await using _ = place;
    const args = [...QUIET, "--etag-save", "etag", "--etag-compare", "etag", "-O", url];
    assert.equal((await place.run(curl, args)).stdout, `200 ${OLD.length}`);
    assert.equal((await place.run(curl, args)).stdout, "304 0");
    assert.deepEqual(place.got("file.bin"), OLD);
    place.serve("file.bin", NEW);
    assert.equal((await place.run(curl, args)).stdout, `200 ${NEW.length}`);
    assert.deepEqual(place.got("file.bin"), NEW);
  });
});

// wget sends no If-Range, and of a 200 it appends what lies behind its part: only a refusal keeps it from splicing.
describe("wget", needs(wget, "install wget (Debian: apt-get install wget)"), () => {
  test("completes an unchanged file with -c, byte for byte", async () => {
    const { place, url } = await interrupted("unchanged");
    await using _ = place;
    const { status, stderr } = await place.run(wget, ["-c", url]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /206 Partial Content\nLength: 300000 \(293K\), 200000 \(195K\) remaining/);
    assert.deepEqual(place.got("file.bin"), OLD);
  });

  test("with -c leaves a file alone that is complete", async () => {
    const { place, url } = await interrupted("unchanged");
    await using _ = place;
    place.keep("file.bin", OLD);
    const { status, stderr } = await place.run(wget, ["-c", url]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /416 [^\n]+\n\n {4}The file is already fully retrieved; nothing to do\./);
    assert.deepEqual(place.got("file.bin"), OLD);
  });

  for (const name of ["If-Match", "If-Unmodified-Since"]) {
    test(`with -c and ${name} completes an unchanged file, and is refused the rest of a changed one`, async () => {
      const { place, url, etag } = await interrupted("unchanged");
      await using _ = place;
      const args = ["-c", `--header=${name}: ${name === "If-Match" ? etag : OLD_DATE.toUTCString()}`, url];
      assert.equal((await place.run(wget, args)).status, 0);
      assert.deepEqual(place.got("file.bin"), OLD);
      place.keep("file.bin", PART);
      place.serve("file.bin", NEW);
      const { status, stderr } = await place.run(wget, args);
      assert.equal(status, 8); // the server issued an error response
      assert.match(stderr, /ERROR 412: Precondition Failed\./);
      assert.deepEqual(place.got("file.bin"), PART);
    });
  }

  test("with -N fetches a changed file whole, and an unchanged one not at all", async () => {
    const { place, url } = await interrupted("changed");
    await using _ = place;
    assert.equal((await place.run(wget, ["-N", url])).status, 0);
    assert.deepEqual(place.got("file.bin"), NEW);
    assert.equal((await place.run(wget, ["-N", url])).status, 0);
    assert.deepEqual((await place.log(3)).slice(1), ["GET /file.bin 200", "GET /file.bin 304"]);
    const seconds = (path: string): number => Math.floor(statSync(path).mtimeMs / 1000);
    assert.equal(seconds(join(place.own, "file.bin")), seconds(join(place.served, "file.bin")));
  });
});
