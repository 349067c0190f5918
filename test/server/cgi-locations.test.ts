// Where a script leads: away from this server, or to another of its pages.

import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { DEFAULT_CGI_LIMITS } from "../../src/cgi/limits.ts";
import { CgiFolder, post, raw, serveScripts, sh } from "./cgi-server.ts";
import { parseAnswer } from "./file-server.ts";

const folder = new CgiFolder({
  "cgi-bin/moved": raw("printf 'Location: http://example.org/x?y\\n\\n'"),
  "cgi-bin/moved-303": raw("printf 'Status: 303 See Other\\nLocation: /file.txt\\n\\n'"),
  "cgi-bin/inside": raw("printf 'Location: /file.txt\\n\\n'"),
  "cgi-bin/to-script": raw("printf 'Location: /cgi-bin/where/info?q=r\\n\\n'"),
  "cgi-bin/where": sh(
    'echo "$REQUEST_METHOD|$PATH_INFO|$QUERY_STRING|$REQUEST_URI|$REDIRECT_URL|$CONTENT_LENGTH|$CONTENT_TYPE|$HTTP_CONTENT_ENCODING|$HTTP_CONTENT_LANGUAGE"; cat',
  ),
  "cgi-bin/twice": raw("printf 'Location: /cgi-bin/inside\\n\\n'"),
  "cgi-bin/nowhere": raw("printf 'Location: /nothing\\n\\n'"),
  "file.txt": "file\n",
});
const server = await serveScripts(folder);
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe("a location", () => {
  test("elsewhere is the client's to follow", async () => {
    const { statusLine, fields } = await server.get("/cgi-bin/moved");
    assert.equal(statusLine, "HTTP/1.1 302 Found");
    assert.deepEqual(fields[0], ["Location", "http://example.org/x?y"]);
    assert.equal((await server.get("/cgi-bin/moved-303")).status, 303);
  });

  test("on this server is answered as if it had been asked for", async () => {
    const { statusLine, body } = await server.get("/cgi-bin/inside");
    assert.deepEqual([statusLine, body], ["HTTP/1.1 200 OK", "file\n"]);
    assert.equal((await server.get("/cgi-bin/nowhere")).status, 404);
    const head = await server.ask("HEAD", "/cgi-bin/inside");
    assert.deepEqual([head.status, head.body], [200, ""]);
  });

  test("is followed when the script has taken its body, and has ended its output", async () => {
    using own = new CgiFolder({
      "cgi-bin/upload": raw(`printf 'Location: /cgi-bin/size\\n\\n'; cat >"$UPLOAD"`),
      "cgi-bin/size": sh('wc -c <"$UPLOAD"'),
      "cgi-bin/endless": raw("printf 'Location: /cgi-bin/size\\n\\n'; cat /dev/zero"),
    });
    chmodSync(own.path, 0o777);
    await using uploading = await serveScripts(own, { cgiEnvironment: { UPLOAD: join(own.path, "upload") } });
    const size = 300_000;
    const text = await uploading.send(post("upload", `Content-Length: ${size}`) + "a".repeat(size));
    assert.match(text, /^HTTP\/1.1 200 [^]*\b300000\n/);
    assert.match((await uploading.get("/cgi-bin/endless")).body, /300000/);
  });

  test("is followed without a signal to the script, though that has not read its body, and ends in its own time", async () => {
    using own = new CgiFolder({
      "cgi-bin/slow": raw("printf 'Location: /file.txt\\n\\n'; exec >&- 2>&-; sleep 0.1"),
      "file.txt": "file\n",
    });
    await using serving = await serveScripts(own, { cgiLimits: { ...DEFAULT_CGI_LIMITS, lingerMs: 30_000 } });
    const text = await serving.send(`${post("slow", "Content-Length: 500000")}hello`);
    assert.match(text, /^HTTP\/1.1 200 [^]*file\n$/);
    assert.deepEqual(
      serving.log.filter((line) => line.includes("exit code")),
      [],
    );
  });

  test("is not followed where the body of the request is cut off", async () => {
    using own = new CgiFolder({ "cgi-bin/upload": raw("printf 'Location: /cgi-bin/upload\\n\\n'; cat") });
    await using uploading = await serveScripts(own);
    using client = await uploading.connect();
    client.send(`${post("upload", "Content-Length: 5")}he`);
    client.sendEnd();
    assert.match(await client.ended(), /^HTTP\/1.1 400 /);
  });

  test("of another script is asked with GET, without the body of the first request", async () => {
    const fields = ["Content-Length: 5", "Content-Type: a/b", "Content-Encoding: gzip", "Content-Language: en"];
    const request = `${post("to-script", ...fields)}hello`;
    const line = "GET|/info|q=r|/cgi-bin/to-script|/cgi-bin/to-script||||\n";
    assert.ok((await server.send(request)).includes(`\r\n${line}\r\n0\r\n`));
  });

  test("of another script may lead on, as often as is allowed and no more", async () => {
    const statusWith = async (maxRedirects: number): Promise<number> => {
      await using own = await serveScripts(folder, { cgiLimits: { ...DEFAULT_CGI_LIMITS, maxRedirects } });
      return (await own.get("/cgi-bin/twice")).status;
    };
    assert.deepEqual([await statusWith(1), await statusWith(2)], [502, 200]);
  });

  test("that a POST leads to is answered whole, whatever conditions the POST had", async () => {
    for (const field of [
      "Range: bytes=0-1",
      "Range: bytes=99-",
      "If-None-Match: *",
      'If-Match: "x"',
      'if-range: "x"',
    ]) {
      const answered = parseAnswer(await server.send(post("inside", field)));
      assert.deepEqual([answered.status, answered.body], [200, "file\n"], field);
    }
  });

  test("that a GET leads to is answered under the conditions of the GET, and in the part it asks for", async () => {
    const part = await server.get("/cgi-bin/inside", "Range: bytes=0-1");
    assert.deepEqual([part.status, part.body], [206, "fi"]);
    assert.equal((await server.get("/cgi-bin/inside", "If-None-Match: *")).status, 304);
  });
});
