// What RFC 9110 asks of a server of files: validators, dates, redirections, and that HEAD tells what GET would.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { EntityTag } from "../../../src/http/entity-tag.ts";
import type { HandlerArgs } from "../../../src/server/base-handler.ts";
import { SimpleHTTPRequestHandler } from "../../../src/server/simple-handler.ts";
import { exchange } from "../../../src/testing/index.ts";
import { byteByByte, bytesOf } from "../../http/pieces.ts";
import { FILE_REQUIREMENTS, LAST_MODIFIED, UNREADABLE_NAME } from "./rfc9110-files.ts";

let directory = "";

before(() => {
  directory = mkdtempSync(join(tmpdir(), "basehttp-requirements-"));
  mkdirSync(join(directory, "dir"));
  mkdirSync(join(directory, "evil.test"));
  mkdirSync(join(directory, UNREADABLE_NAME));
  for (const [name, seconds] of [
    ["a.txt", LAST_MODIFIED],
    ["future.txt", Date.now() / 1000 + 86_400],
  ] as const) {
    writeFileSync(join(directory, name), "hello");
    utimesSync(join(directory, name), seconds, seconds);
  }
});
after(() => rmSync(directory, { recursive: true }));

/** Serves the directory, always at the same time of day. */
class FilesHandler extends SimpleHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";
  readonly #now = Date.now() / 1000;

  override logMessage(): void {}

  override etagOf(): EntityTag {
    return { isWeak: false, opaque: "v1" };
  }

  override dateTimeString(timestamp?: number | null): string {
    return super.dateTimeString(timestamp ?? this.#now);
  }
}

async function answerTo(pieces: readonly Buffer[]): Promise<string> {
  const make = (...args: HandlerArgs): FilesHandler => new FilesHandler(...args, { directory });
  return (await exchange(make, pieces)).output.toString("latin1");
}

for (const [section, rows] of Object.entries(FILE_REQUIREMENTS)) {
  for (const [sentence, request, status, { has, lacks, check } = {}] of rows) {
    test(`${sentence} (${section})`, async () => {
      for (const pieces of [[bytesOf(request)], byteByByte(bytesOf(request))]) {
        const answer = await answerTo(pieces);
        assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
        if (has !== undefined) assert.match(answer, has);
        if (lacks !== undefined) assert.doesNotMatch(answer, lacks);
        if (check !== undefined) check(answer);
      }
    });
  }
}
