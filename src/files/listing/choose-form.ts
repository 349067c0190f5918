// Which form a client gets: a decision by `Accept`, and by `User-Agent` for the one client whose users read what it prints.

import { parsePreferences } from "../../http/accept.ts";
import { chooseType } from "../../http/negotiation.ts";
import type { FormatName } from "./query.ts";

/** A form of a listing: for browsers, for programs that read HTML, as data, for terminals. */
export type ListingForm = "interactive" | "plain" | "json" | "text";

/** What the decision depends on. */
export interface FormRequest {
  readonly accept: string | undefined;
  readonly userAgent: string | undefined;
  /** The form the query asks for. */
  readonly format: FormatName | undefined;
}

const HTML = "text/html";
/** The media types there are, the most wanted first. */
const TYPES: readonly string[] = [HTML, "application/json", "text/plain"];

/** `*\/*` alone, with or without a weight: a client that takes anything. */
const ANYTHING = /^[ \t]*\*\/\*[ \t]*(?:;[^,]*)?$/;

/**
 * Chooses the form of a listing. HTML is the answer to those who want something else, too: they see at least what is there.
 *
 * curl, where it says no more than that it takes anything, gets text. Others who say so, or nothing, get HTML: wget and many more look
 * for links.
 */
export function chooseForm({ accept, userAgent, format }: FormRequest): ListingForm {
  if (format === "json" || format === "text") return format;
  if (format === undefined) {
    if (isCurl(userAgent) && (accept === undefined || ANYTHING.test(accept))) return "text";
    const type = chooseType(accept, TYPES);
    if (type === "application/json") return "json";
    if (type === "text/plain") return "text";
  }
  return prefersHtml(accept) ? "interactive" : "plain";
}

/** Tells whether a field names HTML and nothing that is wanted more, as browsers do. */
function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const preferences = parsePreferences(accept);
  const heaviest = Math.max(...preferences.map(({ weight }) => weight));
  return preferences.some(({ value, weight }) => value === HTML && weight > 0 && weight === heaviest);
}

function isCurl(userAgent: string | undefined): boolean {
  return userAgent?.startsWith("curl/") === true;
}
