// Header fields that are sent together again and again: checked once, and kept as one piece of text.

import { checkedLine, flat } from "./head-lines.ts";

/** A header field. */
export type Field = readonly [name: string, value: string];

/** Fields of a response head. Apart from Content-Length, they say nothing about framing or the connection. */
export interface FieldBlock {
  readonly fields: readonly Field[];
  /** Their lines. */
  readonly text: string;
  /** The value of `Content-Length` among them; undefined if there is none. */
  readonly contentLength: number | undefined;
}

/**
 * Makes a block of fields, with a `Content-Length` after them if one is given.
 *
 * @throws TypeError for a name that is not a token, and for a value with control or non-latin-1 characters.
 */
export function fieldBlock(fields: readonly Field[], contentLength?: number): FieldBlock {
  const all: readonly Field[] =
    contentLength === undefined ? fields : [...fields, ["Content-Length", String(contentLength)]];
  let text = "";
  for (const [name, value] of all) text += checkedLine(name, value);
  return { fields: all, text, contentLength };
}

/** Makes a block that is sent often: its text is joined now. @throws TypeError as {@link fieldBlock} does. */
export function keptBlock(fields: readonly Field[], contentLength?: number): FieldBlock {
  const block = fieldBlock(fields, contentLength);
  flat(block.text);
  return block;
}
