import assert from "node:assert/strict";
import { test } from "node:test";
import { CorsMixin } from "../../src/mixins/index.ts";
import { BaseHTTPRequestHandler } from "../../src/server/base-handler.ts";
import { exchange } from "../../src/testing/index.ts";
import { type Answer, fieldOf, parseAnswer } from "../server/file-server.ts";
import { closing } from "../support/requests.ts";

/** Answers GET with the status in the path; has PUT. */
class StatusHandler extends BaseHTTPRequestHandler {
  override protocolVersion = "HTTP/1.1";

  override logMessage(): void {}

  do_GET(): void {
    const status = Number(this.path.slice(1));
    if (status >= 400) return this.sendError(status);
    if (status === 103) this.sendEarlyHints();
    this.sendResponse(status === 103 ? 200 : status);
    this.sendHeader("Content-Length", 0);
    return this.endHeaders();
  }

  do_PUT(): void {
    this.do_GET();
  }

  sendEarlyHints(): void {
    this.sendResponseOnly(103);
    this.endHeaders();
  }
}

const Open = CorsMixin(StatusHandler);
const Listed = CorsMixin(StatusHandler, ["https://a.example", "http://b.example:8080"]);

type Handler = typeof StatusHandler;

async function ask(handler: Handler, line: string, ...fields: string[]): Promise<Answer> {
  return parseAnswer((await exchange(handler, closing(`${line} HTTP/1.1`, ...fields))).output.toString("latin1"));
}

function preflight(handler: Handler, origin: string, ...fields: string[]): Promise<Answer> {
  return ask(handler, "OPTIONS /200", `Origin: ${origin}`, "Access-Control-Request-Method: PUT", ...fields);
}

/** The fields about CORS, by their names without `Access-Control-`, and Vary. */
function corsOf({ fields }: Answer): Record<string, string> {
  const own = fields.filter(([name]) => name.startsWith("Access-Control-") || name === "Vary");
  return Object.fromEntries(own.map(([name, value]) => [name.replace("Access-Control-", ""), value]));
}

test("any origin may read answers of all statuses, errors and 304 included, and what is useful of their fields", async () => {
  for (const status of [200, 206, 301, 304, 404, 416, 500]) {
    const answer = await ask(Open, `GET /${status}`, "Origin: https://a.example");
    const { "Expose-Headers": exposed = "", ...rest } = corsOf(answer);
    assert.equal(answer.status, status);
    assert.deepEqual(rest, { "Allow-Origin": "*" });
    for (const name of ["ETag", "Content-Range", "Accept-Ranges", "Content-Encoding", "Location"]) {
      assert.ok(exposed.split(", ").includes(name), name);
    }
  }
});

test("an answer for any origin does not depend on Origin", async () => {
  assert.deepEqual(
    corsOf(await ask(Open, "GET /200")),
    corsOf(await ask(Open, "GET /200", "Origin: https://a.example")),
  );
});

test("requests that are not understood, and methods there are not, are answered readably", async () => {
  assert.equal(corsOf(await ask(Open, "DELETE /"))["Allow-Origin"], "*");
  const { output } = await exchange(Open, "GET / HTTP/1.1\r\n\r\n");
  assert.match(output.toString(), /^HTTP\/1\.1 400 [^]*\r\nAccess-Control-Allow-Origin: \*\r\n/);
});

test("of several origins the one that asks is named, and all answers vary by it", async () => {
  for (const origin of ["https://a.example", "http://b.example:8080"]) {
    const { "Expose-Headers": exposed, ...rest } = corsOf(await ask(Listed, "GET /200", `Origin: ${origin}`));
    assert.deepEqual(rest, { "Allow-Origin": origin, Vary: "Origin" });
    assert.ok(exposed !== undefined);
  }
});

test("another origin, or none, gets the answer without permission to read it, and Vary all the same", async () => {
  for (const fields of [
    [],
    ["Origin: https://c.example"],
    ["Origin: null"],
    ["Origin: http://a.example"],
    ["Origin: https://a.example.evil.example"],
    ["Origin: https://A.EXAMPLE"],
  ]) {
    for (const status of [200, 304, 404]) {
      const answer = await ask(Listed, `GET /${status}`, ...fields);
      assert.equal(answer.status, status);
      assert.deepEqual(corsOf(answer), { Vary: "Origin" }, fields[0]);
    }
  }
});

test("a request that is not understood has no origin, whatever the one before it on the connection had", async () => {
  const first = "GET /200 HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\n\r\n";
  const { output } = await exchange(Listed, `${first}GET / HTTP/1.1\r\n\r\n`);
  const [good = "", bad = ""] = output.toString().split(/(?=HTTP\/1\.1 400 )/);
  assert.ok(good.includes("Access-Control-Allow-Origin: https://a.example\r\n"));
  assert.ok(!bad.includes("Access-Control-Allow-Origin"), bad);
});

test("a preflight is answered 204 with the methods there are, the fields asked for, and how long that holds", async () => {
  const answer = await preflight(Open, "https://a.example", "Access-Control-Request-Headers: x-a, content-type");
  assert.equal(answer.status, 204);
  assert.equal(answer.body, "");
  assert.deepEqual(corsOf(answer), {
    "Allow-Origin": "*",
    "Allow-Methods": "GET, OPTIONS, PUT",
    "Allow-Headers": "x-a, content-type",
    "Max-Age": "600",
  });
});

test("only OPTIONS is a preflight, whatever fields another request has", async () => {
  const answer = await ask(Open, "GET /200", "Origin: https://a.example", "Access-Control-Request-Method: PUT");
  assert.equal(answer.status, 200);
  assert.ok(corsOf(answer)["Expose-Headers"] !== undefined);
});

test("a preflight that asks for no fields is allowed none", async () => {
  assert.equal(corsOf(await preflight(Open, "https://a.example"))["Allow-Headers"], undefined);
});

test("of the fields a preflight asks for, what is no field name is not repeated", async () => {
  const asked = ["Access-Control-Request-Headers: x-a, b c, \xe4, x:y,, X-D", "Access-Control-Request-Headers: x-e"];
  const answer = await preflight(Open, "https://a.example", ...asked);
  assert.equal(corsOf(answer)["Allow-Headers"], "x-a, x-d, x-e");
});

test("a preflight from a listed origin names it, one from another is answered 204 without permission", async () => {
  const allowed = corsOf(await preflight(Listed, "https://a.example"));
  assert.equal(allowed["Allow-Origin"], "https://a.example");
  assert.equal(allowed["Vary"], "Origin");
  const refused = await preflight(Listed, "https://c.example", "Access-Control-Request-Headers: x-a");
  assert.equal(refused.status, 204);
  assert.deepEqual(corsOf(refused), { Vary: "Origin" });
});

test("a page of a public network may ask for what is in a private one, if its origin is allowed", async () => {
  const asked = "Access-Control-Request-Private-Network: true";
  assert.equal(corsOf(await preflight(Listed, "https://a.example", asked))["Allow-Private-Network"], "true");
  assert.equal(corsOf(await preflight(Listed, "https://a.example"))["Allow-Private-Network"], undefined);
  assert.equal(corsOf(await preflight(Listed, "https://c.example", asked))["Allow-Private-Network"], undefined);
});

test("credentials are never allowed", async () => {
  for (const handler of [Open, Listed]) {
    const answers = [await preflight(handler, "https://a.example"), await ask(handler, "GET /200", "Cookie: a=b")];
    for (const answer of answers) assert.equal(fieldOf(answer, "Access-Control-Allow-Credentials"), undefined);
  }
});

test("OPTIONS that is no preflight is answered 204 with Allow", async () => {
  for (const fields of [[], ["Origin: https://a.example"], ["Access-Control-Request-Method: PUT"]]) {
    const answer = await ask(Open, "OPTIONS /200", ...fields);
    assert.equal(answer.status, 204);
    assert.equal(fieldOf(answer, "Allow"), "GET, OPTIONS, PUT");
    assert.equal(corsOf(answer)["Allow-Methods"], undefined);
  }
  assert.equal(fieldOf(await ask(Open, "OPTIONS *"), "Allow"), "GET, OPTIONS, PUT");
});

test("a do_OPTIONS of the handler's own answers what is no preflight", async () => {
  class WithOptions extends StatusHandler {
    do_OPTIONS(): void {
      this.sendResponse(200);
      this.sendHeader("X-Own", "1");
      this.sendHeader("Content-Length", 0);
      this.endHeaders();
    }
  }
  const handler = CorsMixin(WithOptions);
  assert.equal(fieldOf(await ask(handler, "OPTIONS /"), "X-Own"), "1");
  assert.equal((await preflight(handler, "https://a.example")).status, 204);
});

test("an answer that says itself who may read it is not contradicted", async () => {
  class Own extends StatusHandler {
    override do_GET(): void {
      this.sendResponse(200);
      this.sendHeader("access-control-allow-origin", "https://own.example");
      this.sendHeader("Content-Length", 0);
      this.endHeaders();
    }
  }
  for (const handler of [CorsMixin(Own), CorsMixin(Own, ["https://a.example"])]) {
    const { fields } = await ask(handler, "GET /", "Origin: https://a.example");
    assert.deepEqual(
      fields.filter(([name]) => /^access-control-allow/i.test(name)),
      [["access-control-allow-origin", "https://own.example"]],
    );
  }
});

test("informational answers and HTTP/0.9 have no fields of CORS", async () => {
  const { output } = await exchange(Open, "GET /103 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const [hints = "", final = ""] = output.toString().split("\r\n\r\n");
  assert.equal(hints, "HTTP/1.1 103 Early Hints");
  assert.ok(final.includes("Access-Control-Allow-Origin: *"));
  assert.equal((await exchange(Open, "GET /200\r\n")).output.toString(), "");
});
