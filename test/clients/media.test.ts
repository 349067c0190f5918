// Players ask for the parts of a file that they need: its index at the end, and the place where somebody wants to go.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { findProgram, needs } from "../support/programs.ts";
import { browserPath, closePages, openBrowser } from "./chromium.ts";
import { Workplace } from "./workplace.ts";

const ffmpeg = findProgram("ffmpeg");
const ffprobe = findProgram("ffprobe");
const ffmpegRequired = needs(ffmpeg, "install ffmpeg (Debian: apt-get install ffmpeg)");
const browserRequired = needs(browserPath, "install chromium-headless-shell (Debian)");

/** Writes a film that compresses badly, so that it is larger than what a player reads in advance. */
async function serveFilm(place: Workplace, name: string, seconds: number, ...codec: string[]): Promise<void> {
  const source = `testsrc2=duration=${seconds}:size=320x240:rate=2,noise=alls=100:allf=t`;
  const args = ["-v", "error", "-f", "lavfi", "-i", source, ...codec, join(place.served, name)];
  const { status, stderr } = await place.run(ffmpeg, args);
  assert.equal(status, 0, stderr);
}

test("ffprobe reads the duration of a film whose index is at its end, by a range", ffmpegRequired, async () => {
  await using place = await Workplace.open();
  await serveFilm(place, "film.mp4", 10, "-c:v", "mpeg4", "-q:v", "1");
  const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", `${place.server.url}/film.mp4`];
  const { status, stdout, stderr } = await place.run(ffprobe, args);
  assert.equal(status, 0, stderr);
  assert.equal(Number(stdout), 10);
  assert.ok((await place.log(2)).filter((line) => line === "GET /film.mp4 206").length >= 2, place.server.stderr);
});

test("ffmpeg goes to a place in a film, and takes a picture there", ffmpegRequired, async () => {
  await using place = await Workplace.open();
  await serveFilm(place, "film.mp4", 10, "-c:v", "mpeg4", "-q:v", "1");
  const url = `${place.server.url}/film.mp4`;
  const { status, stderr } = await place.run(ffmpeg, [
    "-v",
    "error",
    "-ss",
    "9",
    "-i",
    url,
    "-frames:v",
    "1",
    "still.bmp",
  ]);
  assert.equal(status, 0, stderr);
  assert.equal(place.got("still.bmp").subarray(0, 2).toString(), "BM");
  assert.ok(
    (await place.log(3)).every((line) => line === "GET /film.mp4 206"),
    place.server.stderr,
  );
});

describe("a browser", browserRequired, () => {
  let browser: Browser;

  before(async () => {
    browser = await openBrowser();
  });

  after(closePages);

  test("goes to a place in a film", ffmpegRequired, async () => {
    await using place = await Workplace.open();
    const codec = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "2", "-b:v", "8M"];
    await serveFilm(place, "part.webm", 10, ...codec);
    const [part, film] = [join(place.served, "part.webm"), join(place.served, "film.webm")];
    await place.run(ffmpeg, ["-v", "error", "-stream_loop", "9", "-i", part, "-c", "copy", film]);
    await seek(place, "video", "film.webm", { duration: 100, to: 90 });
  });

  test("goes to a place in a sound", async () => {
    await using place = await Workplace.open();
    place.serve("sound.wav", silence(2000));
    await seek(place, "audio", "sound.wav", { duration: 2000, to: 1900 });
  });

  /** Opens a page with a player, goes to a second, and checks that this took a range from behind the start. */
  async function seek(
    place: Workplace,
    element: string,
    file: string,
    { duration, to }: { duration: number; to: number },
  ) {
    place.serve("index.html", `<!DOCTYPE html><${element} src="${file}" preload="metadata" muted></${element}>\n`);
    const page = await browser.newPage();
    try {
      const ranges: string[] = [];
      page.on("response", (response) => {
        if (response.status() === 206) ranges.push(String(response.headers()["content-range"]));
      });
      await page.goto(`${place.server.url}/`);
      const arrived = await page.evaluate(`new Promise((resolve, reject) => {
        const player = document.querySelector("${element}");
        player.onerror = () => reject(new Error(player.error.message));
        player.onseeked = () => resolve([player.duration, player.currentTime]);
        const go = () => { player.currentTime = ${to}; };
        if (player.readyState > 0) go();
        else player.onloadedmetadata = go;
      })`);
      assert.deepEqual(arrived, [duration, to]);
      assert.ok(
        ranges.some((range) => !range.startsWith("bytes 0-")),
        ranges.join(),
      );
    } finally {
      await page.close();
    }
  }
});

/** A WAV file of nothing to be heard: 8000 bytes a second. */
function silence(seconds: number): Buffer {
  const rate = 8000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + seconds * rate, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16); // the length of what says how it sounds
  head.writeUInt16LE(1, 20); // samples as they are
  head.writeUInt16LE(1, 22); // one channel
  head.writeUInt32LE(rate, 24); // samples a second
  head.writeUInt32LE(rate, 28); // bytes a second
  head.writeUInt16LE(1, 32); // bytes a sample
  head.writeUInt16LE(8, 34); // bits a sample
  head.write("data", 36);
  head.writeUInt32LE(seconds * rate, 40);
  return Buffer.concat([head, Buffer.alloc(seconds * rate, 128)]);
}
