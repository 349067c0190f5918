import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseForm, type ListingForm } from "../../../src/files/listing/choose-form.ts";
import type { FormatName } from "../../../src/files/listing/query.ts";

const CURL = "curl/8.5.0";
const CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
const PIP = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01";

type Case = readonly [
  what: string,
  form: ListingForm,
  accept?: string | undefined,
  userAgent?: string,
  format?: FormatName,
];

const CASES: readonly Case[] = [
  ["a browser", "interactive", CHROME, "Mozilla/5.0"],
  ["a browser of text", "interactive", "text/html, text/plain, text/css;q=0.5, */*;q=0.01", "Lynx/2.9"],
  ["curl by itself", "text", "*/*", CURL],
  ["curl without Accept", "text", undefined, CURL],
  ["curl that takes anything with a weight", "text", " */*;q=0.8 ", CURL],
  ["curl that asks for JSON", "json", "application/json", CURL],
  ["curl that asks for HTML", "interactive", "text/html", CURL],
  ["curl that takes anything, but JSON first", "json", "application/json, */*;q=0.5", CURL],
  ["curl with more to say than anything", "plain", "*/*, image/png", CURL],
  ["wget", "plain", "*/*", "Wget/1.21"],
  ["a client that says nothing", "plain"],
  ["a client that only mentions curl", "plain", "*/*", "not curl/8"],
  ["pip, which wants other types more", "plain", PIP, "pip/24.0"],
  ["a client that wants JSON", "json", "application/json"],
  ["a client that prefers JSON", "json", "text/html;q=0.5, application/json"],
  ["a client that prefers HTML", "interactive", "text/html, application/json;q=0.5"],
  ["a client that wants text", "text", "text/plain"],
  ["a client that takes any text", "plain", "text/*"],
  ["a client that wants what there is not", "plain", "image/png"],
  ["a client that refuses HTML", "json", "text/html;q=0, */*"],
  ["a client that refuses everything", "plain", "*/*;q=0", "x"],
  ["a client that refuses HTML and all else", "plain", "text/html;q=0"],
  ["a client whose Accept is broken", "plain", ";;, /"],
  ["curl whose query asks for HTML", "plain", "*/*", CURL, "html"],
  ["a browser whose query asks for JSON", "json", CHROME, "Mozilla/5.0", "json"],
  ["a browser whose query asks for text", "text", CHROME, "Mozilla/5.0", "text"],
  ["a browser whose query asks for HTML", "interactive", CHROME, "Mozilla/5.0", "html"],
];

for (const [what, form, accept, userAgent, format] of CASES) {
  test(`${what} gets the form ${form}`, () => {
    assert.equal(chooseForm({ accept, userAgent, format }), form);
  });
}
