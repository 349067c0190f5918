// Which form a client gets: `Accept` decides, and `User-Agent` for the one client whose users read what it prints.

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
/** The media types on offer, the most wanted first. */
const TYPES: readonly string[] = [HTML, "application/json", "text/plain"];

/** `*\/*` alone, with or without a weight: a client that takes anything. */
const ANYTHING = /^[ \t]*\*\/\*[ \t]*(?:;[^,]*)?$/;

/**
 * Chooses the form of a listing. Clients that want something else get HTML, too: they see at least what is there.
 *
 * curl gets text if it says no more than that it takes anything. Others that say so, or say nothing, get HTML: wget and many more look for
 * links.
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

/** Tells whether a field names HTML and wants nothing more than that, as a browser's does. */
function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const preferences = parsePreferences(accept);
  const heaviest = Math.max(...preferences.map(({ weight }) => weight));
  return preferences.some(({ value, weight }) => value === HTML && weight > 0 && weight === heaviest);
}

function isCurl(userAgent: string | undefined): boolean {
  return userAgent?.startsWith("curl/") === true;
}
