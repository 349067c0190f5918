// Text on its way into a page.

import { escapeHtml } from "../../http/escape.ts";
import { showInvisible } from "./visible-name.ts";

/** Text that is its own HTML: ASCII that can be seen, without `&`, `<` and `>`. */
const PLAIN_TEXT = /^[ -%'-;=?-~]*$/;

/** Returns a name or path as HTML; what cannot be seen stands out as an escape. */
export function htmlName(name: string): string {
  if (PLAIN_TEXT.test(name)) return name;
  return showInvisible(escapeHtml(name), (shown) => `<code>${shown}</code>`);
}

/** The same where no element may stand, such as in a title. */
export function plainName(name: string): string {
  return showInvisible(escapeHtml(name, true), (shown) => shown);
}

/** Returns text as the value of an attribute, without the quotes. */
export function htmlValue(text: string): string {
  return escapeHtml(text, true);
}
