// A browser uses the directory page: sorts, filters, turns pages, on screens of all kinds, by keyboard too.

import assert from "node:assert/strict";
import { utimesSync, writeFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { startBasehttp } from "../support/basehttp.ts";
import { needs } from "../support/programs.ts";
import type { ServerProgram } from "../support/server-program.ts";
import { TempTree } from "../support/temp-tree.ts";
import { browserPath, closePages, openBrowser } from "./chromium.ts";

const required = needs(browserPath, "install a headless Chromium (Debian: apt-get install chromium-headless-shell)");

const PAGE_MS = 60_000;
/** The narrowest phones that are in use, in CSS pixels. */
const PHONE = { width: 360, height: 700 };
const MANY = 2500;

// What runs in the page is text here: the rest of the project knows no DOM.
const OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
const FOCUSED = "[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]";
const LIGHTNESS = `(() => {
  const lightness = (color) => color.match(/[0-9]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
  const { backgroundColor, color } = getComputedStyle(document.body);
  return [lightness(backgroundColor), lightness(color)];
})()`;

describe("the directory page in a browser", required, () => {
  let tree: TempTree;
  let many: TempTree;
  let server: ServerProgram;
  let manyServer: ServerProgram;
  let browser: Browser;
  let page: Page;
  /** What the browser complains of: above all of what the policy forbids. */
  let complaints: string[];

  before(async () => {
    tree = new TempTree({
      "docs/guide/x": "",
      "b10.txt": "x".repeat(3000),
      "b9.txt": "x".repeat(10),
      "A.txt": "x".repeat(200_000),
      [`${"long-name-".repeat(20)}.txt`]: "",
    });
    for (const [index, name] of ["b9.txt", "A.txt", "b10.txt"].entries())
      utimesSync(tree.at(name), 1e9 + index, 1e9 + index);
    many = new TempTree();
    for (let index = 0; index < MANY; index++) writeFileSync(many.at(`entry-${index}`), "x".repeat(index % 7));
    server = await startBasehttp(tree.path);
    manyServer = await startBasehttp(many.path);
    browser = await openBrowser();
  });

  after(async () => {
    await closePages();
    await server?.[Symbol.asyncDispose]();
    await manyServer?.[Symbol.asyncDispose]();
    tree?.[Symbol.dispose]();
    many?.[Symbol.dispose]();
  });

  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage();
    page.setDefaultTimeout(PAGE_MS);
    complaints = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
  });

  function names(): Promise<string[]> {
    return page.locator("tbody a:not([aria-label])").allInnerTexts();
  }

  test("is sorted by a click on a column, and the other way by another", async () => {
    await page.goto(`${server.url}/`);
    const long = `${"long-name-".repeat(20)}.txt`;
    assert.deepEqual(await names(), ["docs/", "A.txt", "b9.txt", "b10.txt", long]);
    await page.getByRole("link", { name: "Size" }).click();
    assert.deepEqual(await names(), ["docs/", "A.txt", "b10.txt", "b9.txt", long]);
    await page.getByRole("link", { name: "Size" }).click();
    assert.deepEqual(await names(), ["docs/", long, "b9.txt", "b10.txt", "A.txt"]);
    await page.getByRole("link", { name: "Modified" }).click();
    assert.deepEqual((await names()).slice(2), ["b10.txt", "A.txt", "b9.txt"]);
    const sorted = page.locator("th[aria-sort]");
    assert.equal(await sorted.innerText(), "Modified");
    assert.equal(await sorted.getAttribute("aria-sort"), "descending");
    assert.deepEqual(complaints, []);
  });

  test("is left by its links without the query", async () => {
    await page.goto(`${server.url}/?sort=size&order=desc`);
    await page.getByRole("link", { name: "docs/" }).click();
    await page.waitForURL(`${server.url}/docs/`);
    await page.getByRole("link", { name: "guide/" }).click();
    await page.waitForURL(`${server.url}/docs/guide/`);
    const crumbs = page.getByRole("navigation", { name: "Breadcrumb" });
    await crumbs.getByRole("link", { name: "docs/" }).click();
    await page.waitForURL(`${server.url}/docs/`);
    await page.getByRole("link", { name: "Parent directory" }).click();
    await page.waitForURL(`${server.url}/`);
    assert.deepEqual(complaints, []);
  });

  test("turns its pages, and keeps the order", async () => {
    await page.goto(`${manyServer.url}/?order=desc`);
    const pages = page.getByRole("navigation", { name: "Pages" }).first();
    assert.equal((await names())[0], "entry-2499");
    await pages.getByRole("link", { name: "Next" }).click();
    await page.waitForURL(/page=2/);
    assert.equal((await names())[0], "entry-1499");
    assert.equal(await pages.locator("p").innerText(), "Showing 1,001\u20132,000 of 2,500");
    await pages.getByRole("link", { name: "Last" }).click();
    await page.waitForURL(/page=3/);
    assert.equal((await names()).at(-1), "entry-0");
    await pages.getByRole("link", { name: "First" }).click();
    await page.waitForURL((url) => !url.search.includes("page"));
    assert.equal((await names()).length, 1000);
    assert.deepEqual(complaints, []);
  });

  test("is filtered by its form, which keeps the order, and shows all again", async () => {
    await page.goto(`${manyServer.url}/?sort=size&order=desc&page=2`);
    await page.getByRole("searchbox", { name: "Name contains" }).fill("ENTRY-77");
    await page.keyboard.press("Enter");
    await page.waitForURL(/filter=ENTRY-77/);
    const found = await names();
    assert.deepEqual([found.length, found[0]], [11, "entry-776"]);
    assert.equal(await page.getByRole("searchbox").inputValue(), "ENTRY-77");
    await page.getByRole("searchbox").fill('"><b>%&+');
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/filter=%22/);
    assert.equal(await page.locator("tbody").innerText(), 'No name contains "><b>%&+.');
    assert.equal(await page.getByRole("searchbox").inputValue(), '"><b>%&+');
    await page.getByRole("link", { name: "Show all" }).click();
    await page.waitForURL(`${manyServer.url}/?sort=size&order=desc`);
    assert.deepEqual(complaints, []);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`is ${colorScheme} where the user wants it so`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${server.url}/`);
      const [background, text] = (await page.evaluate(LIGHTNESS)) as [number, number];
      if (colorScheme === "light") assert.ok(background > 0.95 && text < 0.2, `${background} ${text}`);
      else assert.ok(background < 0.15 && text > 0.8, `${background} ${text}`);
    });
  }

  test("is printed black on white, without its controls", async () => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.goto(`${manyServer.url}/`);
    const [background, text] = (await page.evaluate(LIGHTNESS)) as [number, number];
    assert.ok(background === 1 && text === 0, `${background} ${text}`);
    assert.equal(await page.locator("form").isVisible(), false);
  });

  test("is not wider than a phone, however long the names", async () => {
    await page.setViewportSize(PHONE);
    for (const url of [`${server.url}/`, `${manyServer.url}/?page=2`, `${server.url}/docs/guide/`]) {
      await page.goto(url);
      assert.equal(await page.evaluate(OVERFLOW), 0, url);
      assert.equal(
        await page
          .locator("tbody td", { hasText: /^\d{4}-\d\d-\d\d \d\d:\d\d$/ })
          .first()
          .isVisible(),
        true,
      );
    }
  });

  test("is used by the keyboard, and shows where one is", async () => {
    await page.goto(`${server.url}/docs/`);
    const passed: string[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press("Tab");
      const [text, outline] = (await page.evaluate(FOCUSED)) as [string, string];
      assert.notEqual(outline, "none", text);
      passed.push(text);
    }
    assert.deepEqual(passed, ["/", "Name", "Size", "Modified", "../", "guide/"]);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.url}/docs/guide/`);
  });

  test("is a table to a screen reader: named, with headers of columns and rows", async () => {
    await page.goto(`${server.url}/docs/`);
    const table = page.getByRole("table", { name: "Contents of /docs/, directories first, by name, ascending" });
    assert.deepEqual(await table.getByRole("columnheader").allInnerTexts(), ["Name", "Size", "Modified"]);
    assert.deepEqual(await table.getByRole("rowheader").allInnerTexts(), ["../", "guide/"]);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Directory listing for /docs/");
    await page.setViewportSize(PHONE);
    assert.equal(await table.getByRole("rowheader").count(), 2);
  });
});
