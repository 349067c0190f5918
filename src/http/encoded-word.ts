// RFC 2047's encoded words: how a value outside ASCII is shown where only ASCII may stand.

const NON_ASCII = /[^\x00-\x7f]/;

/** The bytes that the Q encoding of a header does not write as they are; the space, as an underscore, is not among them. */
const Q_UNSAFE = /[^ \w!*+/-]|_/g;

/**
 * Returns the value as it is, or, if it is not all ASCII, as one encoded word in UTF-8: `=?utf-8?b?w6k=?=`.
 *
 * Takes base64 or the Q encoding, whichever is shorter. The word may be longer than RFC 2047's 75 characters: it is for
 * people to read, not for mail. Source: Python's `email.header.Header.encode`.
 */
export function encodeHeaderValue(value: string): string {
  if (!NON_ASCII.test(value)) return value;
  const bytes = Buffer.from(value, "utf8");
  const base64 = bytes.toString("base64");
  const q = bytes.toString("latin1").replace(Q_UNSAFE, toHexPair).replaceAll(" ", "_");
  return base64.length < q.length ? `=?utf-8?b?${base64}?=` : `=?utf-8?q?${q}?=`;
}

function toHexPair(byte: string): string {
  return `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
