// RFC 3875, requirement by requirement. Scripts run, so the bytes go over a socket.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { CgiFolder, raw, serveScripts } from "../../server/cgi-server.ts";
import { RFC3875, type ScriptRequirement } from "./rfc3875.ts";

const DUMP = 'printf "Content-Type: text/plain\\n\\n"; env; printf "input: "; cat; echo';

const folders: CgiFolder[] = [];
after(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

for (const [section, rows] of Object.entries(RFC3875)) {
  describe(section, () => {
    for (const row of rows) test(row[0], () => proveOne(row));
  });
}

async function proveOne([, { request, script = DUMP, name = "s", has, lacks }]: ScriptRequirement): Promise<void> {
  const folder = new CgiFolder({ [`cgi-bin/${name}`]: raw(script), "cgi-bin/dump": raw(DUMP), file: "file\n" });
  folders.push(folder);
  await using server = await serveScripts(folder);
  const text = await server.send(request);
  const joined = text.replaceAll(/\r\n[0-9a-f]+\r\n/g, ""); // what is in two chunks is one line all the same
  for (const pattern of [has].flat()) assert.match(pattern.test(text) ? text : joined, pattern);
  if (lacks !== undefined) assert.doesNotMatch(text, lacks);
}
