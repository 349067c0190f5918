// The browser of the tests: one a process, as it takes a second to start. Each page has cookies and a cache of its own.

import { after } from "node:test";
import { type Browser, chromium } from "playwright-core";
import { findProgram } from "../support/programs.ts";

/** Where the browser is, if it is installed. */
export const browserPath: string | undefined = findProgram("chromium-headless-shell", "chromium");

let browser: Promise<Browser> | undefined;

after(async () => (await browser)?.close());

/** Returns the browser; starts it for the first who asks. */
export function openBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: browserPath as string, args: ["--no-sandbox"] });
  return browser;
}

/** Closes all pages. */
export async function closePages(): Promise<void> {
  for (const context of (await browser)?.contexts() ?? []) await context.close();
}
