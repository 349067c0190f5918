// Text on its way into a page.

import { escapeHtml } from "../../http/escape.ts";
import { showInvisible } from "./visible-name.ts";

/** Printable ASCII without `&`, `<` and `>`. */
const PLAIN_TEXT = /^[ -%'-;=?-~]*$/;

/** Tells whether text is its own HTML, and does not change the direction of the text around it. */
export function isPlainText(text: string): boolean {
  return PLAIN_TEXT.test(text);
}

/** Returns a name or path as HTML; invisible characters stand out as escapes. */
export function htmlName(name: string): string {
  if (isPlainText(name)) return name;
  return showInvisible(escapeHtml(name), (shown) => `<code>${shown}</code>`);
}

/** The same for places where no element may stand, such as a title. */
export function plainName(name: string): string {
  return showInvisible(escapeHtml(name, true), (shown) => shown);
}

/** Returns text as the value of an attribute, without the quotes. */
export function htmlValue(text: string): string {
  return escapeHtml(text, true);
}
