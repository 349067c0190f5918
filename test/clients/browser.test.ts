// A browser opens directory pages, follows their links, and loads pages with all that belongs to them.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { decodeName } from "../../src/files/file-name.ts";
import { showInvisible } from "../../src/files/listing/visible-name.ts";
import { HTTPServer, SimpleHTTPRequestHandler } from "../../src/index.ts";
import { startServer } from "../../src/testing/index.ts";
import { startBasehttp } from "../support/basehttp.ts";
import { needs } from "../support/programs.ts";
import type { ServerProgram } from "../support/server-program.ts";
import { browserPath, closePages, openBrowser } from "./chromium.ts";
import { Tree } from "./tree.ts";

const required = needs(browserPath, "install a headless Chromium (Debian: apt-get install chromium-headless-shell)");

/** A page gets this long for all it loads. */
const PAGE_MS = 60_000;

/** The smallest picture: one pixel, GIF. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
/** The smallest WebAssembly module: a magic number and a version. */
const WASM = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

const SITE: Readonly<Record<string, string | Buffer>> = {
  "index.html": `<!DOCTYPE html>
<link rel="stylesheet" href="css/style.css">
<link rel="icon" href="favicon.svg">
<script src="js/classic.js" defer></script>
<script src="js/module.mjs" type="module"></script>
<body><h1>\u00dcberschrift</h1><img src="img/pixel.gif" alt="gif"><img src="img/drawing.svg" alt="svg">
<a href="sub?x=1">sub</a></body>
`,
  "css/style.css": '@import "more.css";\nh1 { color: rgb(1, 2, 3); }\nh1::before { content: "\u00bb"; }\n',
  "css/more.css": "h1 { margin-top: 7px; background: url(../img/pixel.gif); }\n",
  "js/classic.js": 'window.classic = "l\u00e4uft";\n',
  "js/module.mjs": `import { answer } from "./imported.js";
const { instance } = await WebAssembly.instantiateStreaming(fetch("empty.wasm"));
const data = await (await fetch("data.json")).json();
window.loaded = [answer, typeof instance, data.euro];
`,
  "js/imported.js": "export const answer = 42;\n",
  "data.json": '{ "euro": "\u20ac" }\n',
  "empty.wasm": WASM,
  "img/pixel.gif": PIXEL,
  "img/drawing.svg":
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>\n',
  "favicon.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>\n',
  "sub/index.html": "<!DOCTYPE html><title>Sub</title>\n",
};

// What runs in the page is text here: the rest of the project knows no DOM.
const FETCH_ALL_LINKS = `Promise.all(
  [...document.querySelectorAll("tbody a")].filter(({ href }) => !href.endsWith("/")).map(async ({ href }) => {
    const response = await fetch(href);
    return [response.status, (await response.arrayBuffer()).byteLength];
  })
)`;
const STYLE_OF_HEADING = `(() => {
  const heading = document.querySelector("h1");
  const { color, marginTop } = getComputedStyle(heading);
  return [color, marginTop, getComputedStyle(heading, "::before").content];
})()`;
const WIDTHS_OF_PICTURES = "[...document.images].map(({ naturalWidth }) => naturalWidth)";

describe("a browser", required, () => {
  let tree: Tree;
  let site: string;
  let browser: Browser;
  let treeServer: ServerProgram;
  let siteServer: ServerProgram;
  let page: Page;
  /** What went wrong on the page: failed requests, errors of scripts, dialogs. */
  let troubles: string[];

  before(async () => {
    tree = new Tree();
    site = writeSite();
    treeServer = await startBasehttp(tree.path);
    siteServer = await startBasehttp(site);
    browser = await openBrowser();
  });

  after(async () => {
    await closePages();
    await treeServer?.[Symbol.asyncDispose]();
    await siteServer?.[Symbol.asyncDispose]();
    tree[Symbol.dispose]();
    rmSync(site, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage();
    page.setDefaultTimeout(PAGE_MS);
    troubles = watch(page);
  });

  test("opens the page of a directory, which names every entry and runs nothing", async () => {
    await page.goto(`${treeServer.url}/`);
    const texts = await page.locator("tbody a").allTextContents();
    const names = tree.files.map(({ name }) => decodeName(Buffer.from(name, "latin1")));
    const expected = names.map((name) => (name.includes("/") ? `${name.split("/")[0]}/` : name));
    const shown = [...new Set([...expected, "empty/"])].map((name) => showInvisible(name, (text) => text));
    assert.deepEqual(texts.toSorted(), shown.toSorted());
    assert.equal(await page.title(), "Directory listing for /");
    assert.equal(await page.locator("script, b, i, img").count(), 0);
    assert.deepEqual(troubles, []);
  });

  test("gets the right file by every link of the page", async () => {
    await page.close();
    page = await browser.newPage({ bypassCSP: true }); // a directory page may not fetch anything
    troubles = watch(page);
    await page.goto(`${treeServer.url}/`);
    const lengths = (await page.evaluate(FETCH_ALL_LINKS)) as readonly (readonly number[])[];
    const sizes = tree.files.filter(({ name }) => !name.includes("/")).map(({ size }) => [200, size]);
    assert.deepEqual(lengths.map(String).toSorted(), sizes.map(String).toSorted());
    assert.deepEqual(troubles, []);
  });

  for (const text of [
    "<script>alert(1)<",
    "question?mark=1&more.txt",
    "100%.txt",
    "hash#tag.txt",
    'double"quote.txt',
  ]) {
    test(`opens the file ${text} by a click`, async () => {
      await page.goto(`${treeServer.url}/`);
      const href = await page.locator("a", { hasText: text }).getAttribute("href");
      if (text.endsWith(".txt")) {
        await page.locator("a", { hasText: text }).click();
        await page.waitForURL(`${treeServer.url}/${href}`);
        assert.equal(await page.locator("pre").textContent(), `the content of ${JSON.stringify(text)}\n`);
      } else {
        const download = page.waitForEvent("download"); // a file without an extension is no text
        await page.locator("a", { hasText: text }).click();
        assert.equal((await download).url(), `${treeServer.url}/${href}`);
      }
      assert.deepEqual(troubles, []);
    });
  }

  test("goes into directories by clicks, and back", async () => {
    await page.goto(`${treeServer.url}/`);
    for (const name of ["d\u00efr #1/", "100% <i>/"]) {
      await page.locator("a", { hasText: name }).click();
      await page.waitForLoadState();
    }
    assert.equal(await page.title(), "Directory listing for /d\u00efr #1/100% <i>/");
    assert.deepEqual(await page.locator("tbody a").allInnerTexts(), ["../", "inner file.txt"]);
    await page.goBack();
    assert.equal(await page.title(), "Directory listing for /d\u00efr #1/");
    assert.deepEqual(troubles, []);
  });

  test("loads a page with its styles, scripts, modules, pictures and data", async () => {
    const missing: string[] = [];
    page.on("response", (response) => {
      if (response.status() !== 200) missing.push(`${response.status()} ${response.url()}`);
    });
    await openSite(siteServer.url);
    const heading = page.locator("h1");
    assert.equal(await heading.innerText(), "\u00dcberschrift"); // read as UTF-8 without a word about it in the page
    const style = await page.evaluate(STYLE_OF_HEADING);
    assert.deepEqual(style, ["rgb(1, 2, 3)", "7px", '"\u00bb"']);
    assert.equal(await page.evaluate("window.classic"), "l\u00e4uft");
    assert.deepEqual(await page.evaluate("window.loaded"), [42, "object", "\u20ac"]);
    const widths = await page.evaluate(WIDTHS_OF_PICTURES);
    assert.deepEqual(widths, [1, 30]);
    assert.deepEqual([...missing, ...troubles], []);
  });

  test("is led to the directory from a link without its slash, and keeps the query", async () => {
    await page.goto(`${siteServer.url}/`);
    await page.locator("a").click();
    await page.waitForURL(`${siteServer.url}/sub/?x=1`);
    assert.equal(await page.title(), "Sub");
  });

  test("asks on a reload whether its page is still good, and is told so", async () => {
    await openSite(siteServer.url);
    await page.reload();
    await siteServer.untilStderr((stderr) => stderr.includes('"GET / HTTP/1.1" 304 -'));
    assert.deepEqual(troubles, []);
  });

  test("shows the page of an error with the text of the request, and runs nothing", async () => {
    const response = await page.goto(`${treeServer.url}/<script>alert(1)</script>`);
    assert.equal(response?.status(), 404);
    assert.equal(await page.locator("h1").innerText(), "Error response");
    assert.equal(await page.locator("script").count(), 0);
  });

  test("is served by HTTPServer, one request at a time, while idle connections are open", async () => {
    class Handler extends SimpleHTTPRequestHandler {
      override directory = site;
      override protocolVersion = "HTTP/1.1";
      override logMessage(): void {}
    }
    await using serial = await startServer(Handler, HTTPServer);
    const idle = await Promise.all(Array.from({ length: 8 }, () => openSocket(serial.port)));
    try {
      await openSite(serial.url);
      assert.deepEqual(await page.evaluate("window.loaded"), [42, "object", "\u20ac"]);
      assert.deepEqual(troubles, []);
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });

  test("meets servers that report nothing", () => {
    for (const { stderr } of [treeServer, siteServer]) assert.ok(!/Exception|Error:|^ +at /m.test(stderr), stderr);
  });

  /** Opens the page of the site, and waits until its last script has run. */
  async function openSite(url: string): Promise<void> {
    await page.goto(`${url}/`);
    await page.waitForFunction("window.loaded !== undefined");
  }

  function writeSite(): string {
    const folder = mkdtempSync(join(tmpdir(), "basehttp-site-"));
    for (const [name, content] of Object.entries(SITE)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return folder;
  }
});

/** Collects what goes wrong on a page. */
function watch(page: Page): string[] {
  const troubles: string[] = [];
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (why !== "net::ERR_ABORTED") troubles.push(`${why} ${request.url()}`); // a download is an aborted page
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return troubles;
}

/** A connection that says nothing, as browsers open them in advance. */
function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.on("error", reject);
  });
}
