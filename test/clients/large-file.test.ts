// A file that is larger than any buffer, and than what 32 bits can count.

import assert from "node:assert/strict";
import { accessSync, closeSync, constants, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startBasehttp } from "../support/basehttp.ts";
import { findProgram, needs } from "../support/programs.ts";
import { runClient } from "./run.ts";

const curl = findProgram("curl");
const required = needs(curl, "install curl (Debian: apt-get install curl)");

/** 3 GiB and a byte, none of them stored. */
const LARGE_BYTES = 3 * 1024 ** 3 + 1;
/** What the process may have used at most, at any time; it starts with about 50 MB. */
const MAX_MEMORY_KB = 150 * 1024;

test("curl fetches 3 GiB whole, and the server stays small", required, async () => {
  const folder = mkdtempSync(join(placeOfZeros(), "basehttp-large-"));
  try {
    writeZeros(join(folder, "large.bin"), LARGE_BYTES);
    await using server = await startBasehttp(folder);
    const args = ["--silent", "--show-error", "--output", "/dev/null", "--write-out", "%{http_code} %{size_download}"];
    const { stdout, stderr } = await runClient(curl as string, [...args, `${server.url}/large.bin`]);
    assert.equal(stdout, `200 ${LARGE_BYTES}`, stderr);
    const used = await peakMemory(server.pid);
    assert.ok(used < MAX_MEMORY_KB, `${used} KB were used`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Linux's file system in memory reads zeros that were never written twenty times as fast as a disk's, and keeps none of them. */
function placeOfZeros(): string {
  const inMemory = "/dev/shm";
  try {
    accessSync(inMemory, constants.W_OK);
    return inMemory;
  } catch {
    return tmpdir(); // another system
  }
}

function writeZeros(path: string, size: number): void {
  const file = openSync(path, "w");
  ftruncateSync(file, size);
  closeSync(file);
}

/** The most memory that a process has used so far, in KB; where the system does not tell, what it uses now. */
async function peakMemory(pid: number): Promise<number> {
  if (process.platform !== "linux") return Number((await runClient("ps", ["-o", "rss=", "-p", String(pid)])).stdout);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
