// Entity tags (RFC 9110 §8.8.3) as values. Parsers return undefined for anything else: nothing here throws on a peer's text.

import { COMMA, isBlank, QUOTE, skipBlanks, trimBlanks } from "./grammar.ts";

/** A name for one version of a representation's bytes. */
export interface EntityTag {
  /** True if the version may have several sequences of bytes that are equivalent (`W/`). */
  readonly isWeak: boolean;
  /** What stands between the quotes. */
  readonly opaque: string;
}

/** What `If-Match` and `If-None-Match` hold: `*`, for whatever version there is, or a list, which may be empty. */
export type EntityTags = "*" | readonly EntityTag[];

/** Case-sensitive: `w/` is not the prefix (RFC 9110 §8.8.3). */
const WEAK_PREFIX = "W/";

/** Parses a text that is one tag, perhaps with blanks around it. */
export function parseEntityTag(text: string): EntityTag | undefined {
  const trimmed = trimBlanks(text);
  return trimmed !== "" && endOfTag(trimmed, 0) === trimmed.length ? tagAt(trimmed, 0, trimmed.length) : undefined;
}

/**
 * Parses the value of `If-Match` or `If-None-Match`; several fields are joined by commas first. Takes time proportional
 * to its length.
 *
 * Undefined means malformed: a member that is not an entity tag, or `*` beside anything else (RFC 9110 §13.1.1,
 * §13.1.2). One such member spoils the list, as nobody knows what it was meant to name. Empty members are skipped
 * (§5.6.1).
 */
export function parseEntityTags(value: string): EntityTags | undefined {
  const text = trimBlanks(value);
  if (text === "*") return "*";
  const tags: EntityTag[] = [];
  for (let at = skipCommas(text, 0); at < text.length; at = skipCommas(text, at)) {
    const end = endOfTag(text, at);
    if (end === -1) return undefined;
    tags.push(tagAt(text, at, end));
    at = skipBlanks(text, end);
    if (at < text.length && text.charCodeAt(at) !== COMMA) return undefined;
  }
  return tags;
}

/**
 * Tells, without parsing, whether a list is this strong tag and nothing else, as nearly all lists are that match. False proves nothing.
 * The tag must be one that can be sent.
 */
export function isOnlyTag(value: string, { isWeak, opaque }: EntityTag): boolean {
  const last = value.length - 1;
  if (isWeak || last !== opaque.length + 1) return false;
  return value.charCodeAt(0) === QUOTE && value.charCodeAt(last) === QUOTE && value.startsWith(opaque, 1);
}

/**
 * Returns the tag as it stands in a field: `"xyzzy"`, `W/"xyzzy"`.
 *
 * @throws TypeError if the opaque part has a quote, a blank, a control, or a character outside latin-1.
 */
export function formatEntityTag(tag: EntityTag): string {
  const quoted = `"${tag.opaque}"`;
  if (endOfTag(quoted, 0) !== quoted.length) {
    throw new TypeError(
      "An entity tag must not have quotes, blanks, control characters, or characters outside latin-1.",
    );
  }
  return tag.isWeak ? WEAK_PREFIX + quoted : quoted;
}

/** Tells whether both are strong and alike, so byte for byte the same (RFC 9110 §8.8.3.2, for `If-Match` and `If-Range`). */
export function matchesStrongly(a: EntityTag, b: EntityTag): boolean {
  return !a.isWeak && !b.isWeak && a.opaque === b.opaque;
}

/** Tells whether both are alike, weak or not, so equivalent (RFC 9110 §8.8.3.2, for `If-None-Match`). */
export function matchesWeakly(a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque;
}

/** Returns where the tag that begins at `at` ends, or -1 if none begins there. A comma inside the quotes is part of it. */
function endOfTag(text: string, at: number): number {
  const open = hasWeakPrefix(text, at) ? at + WEAK_PREFIX.length : at;
  if (text.charCodeAt(open) !== QUOTE) return -1;
  let end = open + 1;
  while (isTagCharacter(text.charCodeAt(end))) end++;
  return text.charCodeAt(end) === QUOTE ? end + 1 : -1;
}

/** Parses a tag whose ends are known. */
function tagAt(text: string, start: number, end: number): EntityTag {
  const isWeak = hasWeakPrefix(text, start);
  return { isWeak, opaque: text.slice(start + (isWeak ? 3 : 1), end - 1) };
}

function hasWeakPrefix(text: string, at: number): boolean {
  return text.startsWith(WEAK_PREFIX, at);
}

/** etagc = %x21 / %x23-7E / obs-text. NaN, which stands for the end of the text, is not one. */
function isTagCharacter(code: number): boolean {
  return code === 0x21 || (code > QUOTE && code <= 0xff && code !== 0x7f);
}

function skipCommas(text: string, at: number): number {
  let next = at;
  while (text.charCodeAt(next) === COMMA || isBlank(text.charCodeAt(next))) next++;
  return next;
}
