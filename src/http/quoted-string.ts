// Quoted strings the way Python's mail package writes and reads them: `\` and `"` are escaped, any other `\x` is left
// as it is.

/** Returns the text with `\` and `"` escaped, as it stands between quotes (Python's `email.utils.quote`). */
export function quoteText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

/**
 * Returns what a quoted string or an `<address>` encloses; any other text as it is (Python's `email.utils.unquote`).
 */
export function unquoteText(text: string): string {
  if (text.length < 2) return text;
  const inside = text.slice(1, -1);
  if (text.startsWith('"') && text.endsWith('"')) return inside.replaceAll("\\\\", "\\").replaceAll('\\"', '"');
  return text.startsWith("<") && text.endsWith(">") ? inside : text;
}
