// A trace made safe for the log. The text of an error may hold what a peer sent: V8 itself quotes a body that is not JSON.

import { escapeLogText } from "../http/escape.ts";

/** Stands for a line end that is not the trace's own, until those are dealt with; U+FFFF is not a character, so no text has it. */
const FOREIGN_LINE_END = "\uffff";

/** How many errors are looked at, causes and errors of an AggregateError included. */
const MAX_ERRORS = 32;
/** How far Node indents the deepest of them; two blanks a level. */
const MAX_INDENT = 32;

/**
 * Makes a trace safe for the log: control characters and whatever else could forge a line are escaped, as in every log line. Line ends
 * between frames stay; those in the texts of `error`, and of the errors in its fields, become `\x0a`. Line ends in errors that lie deeper,
 * in other objects, stay as well, but what follows them is indented, as no line of the log is.
 */
export function escapeTrace(trace: string, error: unknown): string {
  let marked = trace;
  for (const text of textsIn(error)) marked = markLineEnds(marked, text);
  return marked.split("\n").map(escapeLogText).join("\n").replaceAll(FOREIGN_LINE_END, "\\x0a");
}

/** The texts with several lines in an error, longest first: one may be part of another. */
function textsIn(error: unknown): string[] {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  try {
    collect(error, texts, seen);
  } catch {
    // what cannot be looked at is not shown either
  }
  return texts.filter((text) => text.includes("\n")).sort((one, other) => other.length - one.length);
}

function collect(value: unknown, texts: string[], seen: Set<unknown>): void {
  if (typeof value === "string" && seen.size === 0) texts.push(value);
  if (!(value instanceof Error || Array.isArray(value)) || seen.has(value) || seen.size >= MAX_ERRORS) return;
  seen.add(value);
  if (value instanceof Error) texts.push(textOf(value));
  for (const field of Object.values(Object.getOwnPropertyDescriptors(value))) collect(field.value, texts, seen);
}

/** The message; if the stack was made with another, all before its frames. A message may have lines like frames, but before those. */
function textOf({ message, stack }: Error): string {
  if (stack === undefined || stack.includes(message)) return message;
  const lines = stack.split("\n");
  while (lines.length > 1 && lines.at(-1)?.startsWith("    at ") === true) lines.pop();
  return lines.join("\n");
}

/** Marks the line ends of a text wherever it stands in the trace; in a cause, blanks follow them. */
function markLineEnds(trace: string, text: string): string {
  const [first, second] = text.split("\n", 2);
  let marked = trace;
  for (let blanks = 0; blanks <= MAX_INDENT; blanks += 2) {
    const lineEnd = `\n${" ".repeat(blanks)}`;
    if (!marked.includes(`${first}${lineEnd}${second}`)) continue; // tried first: a text may be long, and has few of these indents
    const indented = text.replaceAll("\n", lineEnd);
    marked = marked.replaceAll(indented, () => text.replaceAll("\n", FOREIGN_LINE_END));
  }
  return marked;
}
