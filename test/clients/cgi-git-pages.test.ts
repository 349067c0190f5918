// A browser reads a repository on the pages of gitweb and of cgit, both of them CGI programs.

import assert from "node:assert/strict";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { findProgram, needs } from "../support/programs.ts";
import { CgiSite } from "./cgi-site.ts";
import { browserPath, closePages, openBrowser } from "./chromium.ts";

const git = findProgram("git");

/** A page gets this long for all it loads. */
const PAGE_MS = 60_000;

/** A program that shows repositories, as Debian has it. */
interface Viewer {
  readonly name: string;
  readonly program: string;
  /** A folder of pictures and styles, to be copied to `/static`. */
  readonly files: string;
  /** The variable that names its settings, and these. */
  readonly variable: string;
  readonly settings: (repositories: string) => string;
  /** The path of the repository's page behind the script's. */
  readonly summary: string;
}

const VIEWERS: readonly Viewer[] = [
  {
    name: "gitweb",
    program: "/usr/share/gitweb/gitweb.cgi",
    files: "/usr/share/gitweb/static",
    variable: "GITWEB_CONFIG",
    settings: (repositories) => `our $projectroot = "${repositories}";
our @stylesheets = ("/static/gitweb.css");
our $logo = "/static/git-logo.png";
our $favicon = "/static/git-favicon.png";
our $javascript = "/static/gitweb.js";
1;
`,
    summary: "?p=demo.git",
  },
  {
    name: "cgit",
    program: "/usr/lib/cgit/cgit.cgi",
    files: "/usr/share/cgit",
    variable: "CGIT_CONFIG",
    settings: (repositories) => `css=/static/cgit.css
logo=/static/cgit.png
favicon=/static/favicon.ico
scan-path=${repositories}
`,
    summary: "/demo.git/",
  },
];

// What runs in the page is text here: the rest of the project knows no DOM.
const WIDTHS_OF_PICTURES = "[...document.images].map(({ naturalWidth }) => naturalWidth)";
const COUNTS_OF_RULES = "[...document.styleSheets].map(({ cssRules }) => cssRules.length)";

for (const { name, program, files, variable, settings, summary } of VIEWERS) {
  const found = existsSync(program) ? git && browserPath : undefined;
  const packages = `apt-get install --no-install-recommends git ${name} chromium-headless-shell`;

  describe(name, needs(found, `install git, ${name} and a headless Chromium (Debian: ${packages})`), () => {
    let site: CgiSite;
    let browser: Browser;
    let page: Page;
    /** What went wrong on the page: failed requests, errors of scripts. */
    const troubles: string[] = [];

    before(async () => {
      site = new CgiSite({ [`served/cgi-bin/${name}`]: `#!/bin/sh\nexec ${program}\n` });
      cpSync(files, join(site.served, "static"), { recursive: true });
      site.write("data/settings", settings(site.data));
      await makeRepository();
      await site.start("--cgi-env", `${variable}=${site.data}/settings`);
      browser = await openBrowser();
      page = await browser.newPage();
      page.setDefaultTimeout(PAGE_MS);
      page.on("requestfailed", (request) => troubles.push(`${request.failure()?.errorText} ${request.url()}`));
      page.on("pageerror", (error) => troubles.push(String(error)));
      page.on("response", (response) => {
        if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
      });
    });

    after(async () => {
      await closePages();
      await site?.[Symbol.asyncDispose]();
    });

    /** Makes a repository of two commits. */
    async function makeRepository(): Promise<void> {
      const who = "-c user.name=Ada -c user.email=ada@example.com".split(" ");
      const commit = async (message: string): Promise<void> => {
        for (const args of [
          ["add", "."],
          [...who, "commit", "--quiet", "--message", message],
        ]) {
          const { status, stderr } = await site.run(git, ["-C", "work", ...args]);
          assert.equal(status, 0, stderr);
        }
      };
      await site.run(git, "init --quiet --initial-branch main work".split(" "));
      site.write("own/work/README", "Hello\n");
      await commit("First words");
      site.write("own/work/README", "Hello\n<b>bold & brave</b>\n");
      await commit("Say <more> & more");
      await site.run(git, ["clone", "--quiet", "--bare", "work", join(site.data, "demo.git")]);
    }

    test("lists the repository", async () => {
      await page.goto(site.url(`/cgi-bin/${name}`));
      await page.locator("a", { hasText: /^demo\.git$/ }).click();
      await page.waitForURL(/demo\.git/);
      assert.deepEqual(troubles, []);
    });

    test("shows the commits of the repository, with its styles and pictures", async () => {
      await page.goto(site.url(`/cgi-bin/${name}${summary}`));
      const text = await page.locator("body").innerText();
      for (const message of ["First words", "Say <more> & more"]) assert.ok(text.includes(message), text);
      const widths = (await page.evaluate(WIDTHS_OF_PICTURES)) as number[];
      assert.ok(widths.length > 0 && !widths.includes(0), `widths of pictures: ${widths}`);
      const rules = (await page.evaluate(COUNTS_OF_RULES)) as number[];
      assert.ok(rules.length === 1 && !rules.includes(0), `rules of style sheets: ${rules}`);
      assert.deepEqual(troubles, []);
    });

    test("shows a commit by its link, and what it changed", async () => {
      await page.goto(site.url(`/cgi-bin/${name}${summary}`));
      await page.locator("a", { hasText: "First words" }).first().click();
      await page.waitForURL(/commit/);
      const text = await page.locator("body").innerText();
      assert.match(text, /First words/);
      assert.match(text, /ada@example\.com/);
      assert.match(text, /README/);
      assert.deepEqual(troubles, []);
    });

    test("meets a server that reports nothing", () => {
      assert.deepEqual(site.troubles(), []);
    });
  });
}
