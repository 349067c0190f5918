// A browser and what sites ask for: routes of an application, isolation, and pages that read from another origin.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { CorsMixin } from "../../src/mixins/index.ts";
import { SimpleHTTPRequestHandler } from "../../src/server/simple-handler.ts";
import { type RunningServer, startServer } from "../../src/testing/index.ts";
import { startBasehttp } from "../support/basehttp.ts";
import { needs } from "../support/programs.ts";
import { TempTree } from "../support/temp-tree.ts";
import { browserPath, closePages, openBrowser } from "./chromium.ts";

const required = needs(browserPath, "install a headless Chromium (Debian: apt-get install chromium-headless-shell)");

/** A page gets this long for all it loads. */
const PAGE_MS = 60_000;

const SITE = {
  "index.html": `<!DOCTYPE html><title>App</title><base href="/app/"><script src="app.js"></script>`,
  "app.js": "window.route = location.pathname + location.search;\n",
  "404.html": "<!DOCTYPE html><title>None</title>",
  "worker.js": "onmessage = ({ data }) => { new Int32Array(data)[0] = 42; postMessage(crossOriginIsolated); };\n",
  "data.json": '{ "a": 1 }',
};

// What runs in the page is text here: the rest of the project knows no DOM.
const FILL_SHARED_MEMORY = `new Promise((resolve) => {
  const memory = new SharedArrayBuffer(4);
  const worker = new Worker("worker.js");
  worker.onmessage = ({ data }) => resolve([crossOriginIsolated, data, new Int32Array(memory)[0]]);
  worker.postMessage(memory);
})`;

/** Fetches, and returns what the page can see, or that it was refused. */
function fetched(url: string, options: object = {}): string {
  return `fetch(${JSON.stringify(url)}, ${JSON.stringify(options)}).then(
    async (response) => [response.status, response.headers.get("etag") !== null, (await response.text()).length],
    () => "refused",
  )`;
}

describe("a browser", required, () => {
  let tree: TempTree;
  let browser: Browser;
  let page: Page;

  before(async () => {
    tree = new TempTree(SITE);
    browser = await openBrowser();
  });

  after(async () => {
    await closePages();
    tree[Symbol.dispose]();
  });

  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage();
    page.setDefaultTimeout(PAGE_MS);
  });

  test("opens a route of an application, reloads it, and gets 404 for what is missing", async () => {
    await using server = await startBasehttp(tree.path, "--spa", "--base", "app", "--404", "404.html");
    const route = `${server.url}/app/users/42?tab=1`;
    for (const open of [() => page.goto(route), () => page.reload()]) {
      assert.ok([200, 304].includes((await open())?.status() ?? 0));
      assert.equal(await page.evaluate("window.route"), "/app/users/42?tab=1");
    }
    assert.deepEqual(await page.evaluate(fetched("/app/users/42")), [404, false, SITE["404.html"].length]);
    assert.equal((await page.goto(`${server.url}/app/missing.html`))?.status(), 404);
    assert.equal(await page.title(), "None");
    await page.goto(`${server.url}/`);
    assert.equal(page.url(), `${server.url}/app/`);
  });

  test("isolates a page, whose workers then share memory with it", async () => {
    await using server = await startBasehttp(tree.path, "--isolate");
    await page.goto(`${server.url}/404.html`);
    assert.equal(await page.evaluate("crossOriginIsolated"), true);
    assert.deepEqual(await page.evaluate(FILL_SHARED_MEMORY), [true, true, 42]);
  });

  test("does not isolate a page without being told", async () => {
    await using server = await startBasehttp(tree.path);
    await page.goto(`${server.url}/404.html`);
    assert.equal(await page.evaluate("crossOriginIsolated"), false);
  });

  test("lets an isolated page use files of a server with --cors and --isolate, and of no other", async () => {
    await using server = await startBasehttp(tree.path, "--isolate");
    await using open = await startBasehttp(tree.path, "--isolate", "--cors");
    await using closed = await startBasehttp(tree.path);
    await page.goto(`${server.url}/404.html`);
    const load = (url: string) =>
      `new Promise((resolve) => {
        const script = document.createElement("script");
        script.onload = () => resolve("loaded");
        script.onerror = () => resolve("blocked");
        script.src = ${JSON.stringify(url)};
        document.head.append(script);
      })`;
    assert.equal(await page.evaluate(load(`${open.url}/app.js`)), "loaded");
    assert.equal(await page.evaluate(load(`${closed.url}/app.js`)), "blocked");
  });

  test("lets a page read from another origin what that allows: files, their fields, and that one is missing", async () => {
    await using own = await startBasehttp(tree.path);
    await using open = await startBasehttp(tree.path, "--cors");
    await using listed = await startBasehttp(tree.path, `--cors=${own.url}`);
    await using other = await startBasehttp(tree.path, "--cors=https://a.example");
    await using closed = await startBasehttp(tree.path);
    await page.goto(`${own.url}/404.html`);
    for (const { url } of [open, listed]) {
      assert.deepEqual(await page.evaluate(fetched(`${url}/data.json`)), [200, true, 10]);
      const [status] = (await page.evaluate(fetched(`${url}/missing`))) as readonly unknown[];
      assert.equal(status, 404);
      const asked = { headers: { "X-Own": "1", "Content-Type": "application/json" } };
      assert.deepEqual(await page.evaluate(fetched(`${url}/data.json`, asked)), [200, true, 10]);
      assert.equal(await page.evaluate(fetched(`${url}/data.json`, { method: "PUT", body: "x" })), "refused");
    }
    for (const { url } of [other, closed]) {
      assert.equal(await page.evaluate(fetched(`${url}/data.json`)), "refused");
      assert.equal(await page.evaluate(fetched(`${url}/missing`)), "refused");
    }
  });

  test("sends PUT with fields of a page's own where the handler has that method", async () => {
    const received: string[] = [];
    class Storing extends SimpleHTTPRequestHandler {
      override logMessage(): void {}
      async do_PUT(): Promise<void> {
        received.push(`${this.headers.get("X-Own")} ${await this.rfile.read()}`);
        this.sendResponse(201);
        this.sendHeader("Content-Length", 0);
        this.endHeaders();
      }
    }
    await using own = await startBasehttp(tree.path);
    const start = (origin: string): Promise<RunningServer> => startServer(CorsMixin(Storing, [origin]));
    await using allowing = await start(own.url);
    await using refusing = await start("https://a.example");
    await page.goto(`${own.url}/404.html`);
    const put = { method: "PUT", headers: { "X-Own": "1" }, body: "text" };
    assert.deepEqual(await page.evaluate(fetched(`${allowing.url}/x`, put)), [201, false, 0]);
    assert.equal(await page.evaluate(fetched(`${refusing.url}/x`, put)), "refused");
    assert.deepEqual(received, ["1 text"], "what is refused does not arrive");
  });
});
