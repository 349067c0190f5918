import assert from "node:assert/strict";
import { test } from "node:test";
import { FileCache } from "../../src/files/file-cache.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { type Answer, type FileServer, fieldOf } from "../server/file-server.ts";
import { link, TempTree } from "../support/temp-tree.ts";
import { DATA, decoded, PAGE, SITE, startCompressing, text } from "./compression-tree.ts";

/** What was sent: the coding, or the status of an answer that is none. */
function sent(answer: Answer): string {
  return answer.status === 200 ? (fieldOf(answer, "Content-Encoding") ?? "identity") : String(answer.status);
}

async function get(server: FileServer, target: string, accept?: string, ...fields: string[]): Promise<Answer> {
  return server.get(target, ...(accept === undefined ? [] : [`Accept-Encoding: ${accept}`]), ...fields);
}

/** Keeps files that were made a moment ago, too. */
const CACHE = new FileCache({ settledMs: -1 });
const hasZstd = process.versions["zstd"] !== undefined;

type Row = readonly [target: string, accept: string | undefined, sent: string];

const ROWS: readonly Row[] = [
  // Nobody who does not ask is sent a coding.
  ["/page.html", undefined, "identity"],
  ["/app.js", undefined, "identity"],
  ["/page.html", "", "identity"],
  ["/page.html", "deflate, compress", "identity"],
  ["/page.html", "gzip;q=0", "identity"],
  ["/page.html", "gzip;q=5", "identity"],
  // On the fly.
  ["/page.html", "gzip", "gzip"],
  ["/page.html", "x-gzip", "gzip"],
  ["/page.html", "GZIP", "gzip"],
  ["/page.html", "gzip, deflate, br", "br"],
  ["/page.html", "gzip, br;q=0.5", "gzip"],
  ["/page.html", "gzip;q=0.001", "gzip"],
  ["/page.html", "identity, gzip;q=0.5", "identity"],
  ["/page.html", "br;q=0, *", hasZstd ? "zstd" : "gzip"],
  ["/page.html", "*", "br"],
  ["/page.html", "*;q=0, gzip", "gzip"],
  // What lies beside a file.
  ["/app.js", "gzip, deflate, br, zstd", "br"],
  ["/app.js", "zstd", "zstd"],
  ["/app.js", "gzip, zstd", "zstd"],
  ["/app.js", "gzip", "gzip"],
  ["/app.js", "gzip, br;q=0.9", "gzip"],
  ["/app.js", "br;q=0, identity;q=0.5", "identity"],
  ["/logo.png", "br, gzip", "gzip"],
  ["/logo.png", "br", "identity"],
  // Not worth it, by type, size, or result.
  ["/picture.png", "gzip, br", "identity"],
  ["/tiny.txt", "gzip, br", "identity"],
  ["/noise.txt", "gzip, br", "identity"],
  // Compressed already.
  ["/archive.tar.gz", "gzip, br", "identity"],
  ["/drawing.svgz", "gzip, br", "identity"],
  ["/app.js.br", "gzip, br", "identity"],
  // The file as it is refused.
  ["/page.html", "identity;q=0, gzip", "gzip"],
  ["/app.js", "identity;q=0, gzip", "gzip"],
  ["/tiny.txt", "identity;q=0, gzip", "gzip"],
  ["/noise.txt", "*;q=0, br", "br"],
  ["/picture.png", "identity;q=0, gzip;q=0.1", "gzip"],
  ["/page.html", "identity;q=0", "406"],
  ["/page.html", "*;q=0", "406"],
  ["/picture.png", "identity;q=0, deflate", "406"],
  ["/archive.tar.gz", "identity;q=0, gzip", "406"],
  // There is no file.
  ["/book.txt", "br", "404"],
  ["/nope", "identity;q=0", "404"],
];

test("what is sent follows from Accept-Encoding, from what lies beside a file, and from the file", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path);
  for (const [target, accept, expected] of ROWS) {
    const answer = await get(server, target, accept);
    assert.equal(sent(answer), expected, `${target} ${accept}`);
    if (target === "/page.html" && answer.status === 200 && expected !== "zstd") assert.equal(decoded(answer), PAGE);
    if (target === "/app.js" && expected !== "identity") assert.equal(answer.body, `app in ${expected}`);
  }
});

test("several Accept-Encoding fields are one list", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path);
  assert.equal(sent(await get(server, "/page.html", "br;q=0.5", "Accept-Encoding: gzip")), "gzip");
});

test("with sidecars only, nothing is made on the fly", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path, { onTheFly: false });
  const rows: readonly Row[] = [
    ["/page.html", "gzip, br", "identity"],
    ["/page.html", "identity;q=0, gzip", "406"],
    ["/app.js", "gzip", "gzip"],
    ["/logo.png", "identity;q=0, gzip", "gzip"],
  ];
  for (const [target, accept, expected] of rows) assert.equal(sent(await get(server, target, accept)), expected);
  assert.equal(fieldOf(await get(server, "/page.html", "gzip"), "Vary"), undefined);
  assert.equal(fieldOf(await get(server, "/app.js"), "Vary"), "Accept-Encoding");
});

test("Vary is in every answer with a file that another Accept-Encoding could change, and in no other", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path);
  for (const target of ["/page.html", "/app.js", "/tiny.txt", "/noise.txt", "/logo.png"]) {
    for (const accept of [undefined, "gzip", "br", "identity", "zstd;q=0.3"]) {
      const answer = await get(server, target, accept);
      assert.equal(fieldOf(answer, "Vary"), "Accept-Encoding", `${target} ${accept}`);
      const same = await get(server, target, accept, `If-None-Match: ${fieldOf(answer, "ETag")}`);
      assert.equal(same.status, 304);
      assert.equal(fieldOf(same, "Vary"), "Accept-Encoding");
    }
    assert.equal(fieldOf(await get(server, target, "gzip", "Range: bytes=0-1"), "Vary"), "Accept-Encoding");
  }
  for (const target of ["/picture.png", "/archive.tar.gz", "/drawing.svgz", "/app.js.gz"]) {
    assert.equal(fieldOf(await get(server, target, "gzip, br"), "Vary"), undefined, target);
  }
});

test("each coding has a tag of its own: strong where it is stored, weak where it is made", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path);
  const tagOf = async (target: string, accept: string): Promise<string> =>
    fieldOf(await get(server, target, accept), "ETag") ?? "missing";
  const [identity, gzip, br] = [
    await tagOf("/page.html", "identity"),
    await tagOf("/page.html", "gzip"),
    await tagOf("/page.html", "br"),
  ];
  assert.match(identity, /^"[^"]+"$/);
  assert.equal(gzip, `W/${identity.slice(0, -1)}-gzip"`);
  assert.equal(br, `W/${identity.slice(0, -1)}-br"`);
  const stored = [];
  for (const accept of ["identity", "gzip", "br", "zstd"]) stored.push(await tagOf("/app.js", accept));
  assert.equal(new Set(stored).size, 4);
  for (const tag of stored) assert.match(tag, /^"[^"]+"$/);
  assert.equal(stored[1], await tagOf("/app.js.gz", "identity"), "the tag of the sidecar");
});

test("304 is for the tag of the coding that would be sent, and of no other", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path);
  for (const target of ["/page.html", "/app.js"]) {
    const codings = ["identity", "gzip", "br"];
    const tags: string[] = [];
    for (const accept of codings) tags.push(fieldOf(await get(server, target, accept), "ETag") ?? "missing");
    for (const [at, accept] of codings.entries()) {
      for (const [other, tag] of tags.entries()) {
        const answer = await get(server, target, accept, `If-None-Match: ${tag}`);
        assert.equal(answer.status, at === other ? 304 : 200, `${target} ${accept} ${tag}`);
        assert.equal(fieldOf(answer, "ETag"), tags[at]);
      }
    }
  }
});

test("a part is of what is stored: of the file as it is, or of what lies beside it", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path);
  const range = "Range: bytes=2-5";
  const page = await get(server, "/page.html", "gzip, br", range);
  assert.equal(page.status, 206);
  assert.equal(page.body, PAGE.slice(2, 6));
  assert.equal(fieldOf(page, "Content-Encoding"), undefined);
  const app = await get(server, "/app.js", "gzip", range);
  assert.equal(app.status, 206);
  assert.equal(app.body, "p in");
  assert.equal(fieldOf(app, "Content-Encoding"), "gzip");
  assert.equal(fieldOf(app, "Content-Range"), "bytes 2-5/11");
  const tag = fieldOf(app, "ETag");
  assert.equal((await get(server, "/app.js", "gzip", range, `If-Range: ${tag}`)).status, 206);
  assert.equal((await get(server, "/app.js", "br", range, `If-Range: ${tag}`)).status, 200, "another coding's tag");
  const made = await get(server, "/page.html", "gzip");
  assert.equal(fieldOf(made, "Accept-Ranges"), undefined);
  const resumed = await get(server, "/page.html", "gzip", range, `If-Range: ${fieldOf(made, "ETag")}`);
  assert.equal(resumed.status, 200);
  assert.equal(resumed.body, PAGE, "the whole of what is stored: never parts of two codings");
  const refused = await get(server, "/page.html", "gzip, identity;q=0", range);
  assert.equal(sent(refused), "gzip");
  assert.equal(decoded(refused), PAGE);
});

test("Range with HEAD counts for nothing: the coding is that of the whole", async () => {
  using tree = new TempTree(SITE);
  await using server = await startCompressing(tree.path);
  const fields = ["Accept-Encoding: gzip", "Range: bytes=0-1"];
  assert.equal(fieldOf(await server.ask("HEAD", "/page.html", ...fields), "Content-Encoding"), "gzip");
});

test("HEAD has the fields that GET has, length included", async () => {
  using tree = new TempTree({ ...SITE, "large.txt": text(300_000) });
  await using server = await startCompressing(tree.path, { limits: { maxWholeBytes: 100_000 } });
  for (const target of ["/page.html", "/app.js", "/noise.txt", "/tiny.txt", "/picture.png", "/large.txt"]) {
    for (const accept of ["identity", "gzip", "br"]) {
      const head = await server.ask("HEAD", target, `Accept-Encoding: ${accept}`);
      const whole = await get(server, target, accept);
      assert.deepEqual(head.fields, whole.fields, `${target} ${accept}`);
      assert.equal(head.body, "");
    }
  }
  const length = fieldOf(await server.ask("HEAD", "/large.txt", "Accept-Encoding: gzip"), "Content-Length");
  assert.equal(length, undefined, "nobody knows it before it is sent");
});

test("a large file is compressed while it is sent, in chunks to HTTP/1.1, to the end of the connection to HTTP/1.0", async () => {
  const large = text(700_000);
  using tree = new TempTree({ "large.txt": large });
  class Persistent extends SimpleHTTPRequestHandler {
    override protocolVersion = "HTTP/1.1";
  }
  const limits = { maxWholeBytes: 100_000 };
  await using server = await startCompressing(tree.path, { limits }, Persistent);
  for (const accept of ["gzip", "br"]) {
    const answer = await get(server, "/large.txt", accept);
    assert.equal(sent(answer), accept);
    assert.equal(decoded(answer), large);
  }
  const response = await fetch(`${server.server.url}/large.txt`, { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(response.headers.get("transfer-encoding"), "chunked");
  assert.equal(await response.text(), large);
  await using small = await startCompressing(tree.path, { limits: { maxBytes: 699_999 } });
  assert.equal(sent(await get(small, "/large.txt", "gzip")), "identity");
  assert.equal(sent(await get(small, "/large.txt", "gzip, identity;q=0")), "gzip");
});

test("a sidecar counts if it is a file inside the root that is not older than its original", async () => {
  using tree = new TempTree({
    "www/old.js": PAGE,
    "www/old.js.gz": "older",
    "www/same.js": PAGE,
    "www/same.js.gz": "same second",
    "www/folder.js": PAGE,
    "www/folder.js.gz/x": "",
    "www/inside.js": PAGE,
    "www/inside.js.gz": link("same.js.gz"),
    "www/outside.js": PAGE,
    "www/outside.js.gz": link("../secret.gz"),
    "secret.gz": "secret",
  });
  const { utimesSync } = await import("node:fs");
  utimesSync(tree.at("www/old.js.gz"), 1699999999.99, 1699999999.99);
  utimesSync(tree.at("www/same.js.gz"), 1700000000.1, 1700000000.1);
  await using server = await startCompressing(tree.at("www"));
  const bodies = [];
  for (const name of ["old", "same", "folder", "inside", "outside"]) {
    const answer = await get(server, `/${name}.js`, "gzip");
    assert.equal(sent(answer), "gzip");
    bodies.push(answer.body.length < 20 ? answer.body : decoded(answer) === PAGE ? "made" : "wrong");
  }
  assert.deepEqual(bodies, ["made", "same second", "made", "same second", "made"]);
});

test("the index page of a directory is negotiated as other files are", async () => {
  using tree = new TempTree({ "index.html": PAGE, "sub/index.html": "x", "sub/index.html.br": "sub in br" });
  await using server = await startCompressing(tree.path);
  assert.equal(decoded(await get(server, "/", "gzip")), PAGE);
  assert.equal((await get(server, "/sub/", "br")).body, "sub in br");
});

test("without tags, and without ranges, negotiation works the same", async () => {
  using tree = new TempTree(SITE);
  class Plain extends SimpleHTTPRequestHandler {
    override etag = "none" as const;
    override acceptRanges = false;
  }
  await using server = await startCompressing(tree.path, {}, Plain);
  const answer = await get(server, "/page.html", "gzip", "Range: bytes=0-1");
  assert.equal(sent(answer), "gzip");
  assert.equal(fieldOf(answer, "ETag"), undefined);
  assert.equal(fieldOf(await get(server, "/app.js", "gzip"), "Accept-Ranges"), undefined);
});

test("with tags of the contents, replicas agree on the tags of all that is stored", async () => {
  using first = new TempTree(SITE);
  using second = new TempTree(SITE);
  class Tagged extends SimpleHTTPRequestHandler {
    override etag = "content" as const;
  }
  await using one = await startCompressing(first.path, {}, Tagged);
  await using other = await startCompressing(second.path, {}, Tagged);
  for (const [target, accept] of [
    ["/page.html", "identity"],
    ["/page.html", "br"],
    ["/app.js", "gzip"],
  ] as const) {
    const tag = fieldOf(await get(one, target, accept), "ETag");
    assert.equal(fieldOf(await get(other, target, accept), "ETag"), tag);
    assert.equal((await get(other, target, accept, `If-None-Match: ${tag}`)).status, 304);
  }
});

test("files that are kept in memory are compressed, and sent for their originals, as others are", async () => {
  using tree = new TempTree(SITE);
  class Keeping extends SimpleHTTPRequestHandler {
    override fileCache = CACHE;
  }
  await using server = await startCompressing(tree.path, {}, Keeping);
  for (let turn = 0; turn < 3; turn++) {
    assert.equal(decoded(await get(server, "/page.html", "gzip")), PAGE);
    assert.equal((await get(server, "/page.html")).body, PAGE);
    assert.equal((await get(server, "/app.js", "br")).body, "app in br");
    assert.equal(decoded(await get(server, "/tiny.txt", "gzip, identity;q=0")), "tiny");
  }
  assert.ok(CACHE.bytes > PAGE.length);
});

test("a handler that has no compression sends files as they are, whoever asks, without Vary", async () => {
  using tree = new TempTree(SITE);
  const { FileServer } = await import("../server/file-server.ts");
  await using server = await FileServer.start(tree.path);
  for (const target of ["/page.html", "/app.js"]) {
    const answer = await get(server, target, "gzip, br, identity;q=0");
    assert.equal(sent(answer), "identity");
    assert.equal(fieldOf(answer, "Vary"), undefined);
  }
  assert.equal((await get(server, "/noise.txt")).body, DATA.toString("latin1"));
});
