// Which fields may follow a body. Those that frame, route, authenticate or describe it come too late there.

/** Fields that a trailer section never has (RFC 9110 §6.5.1). */
const FORBIDDEN: ReadonlySet<string> = new Set([
  "age",
  "authorization",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-location",
  "content-range",
  "content-type",
  "cookie",
  "date",
  "expect",
  "expires",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "keep-alive",
  "location",
  "max-forwards",
  "pragma",
  "proxy-authenticate",
  "proxy-authorization",
  "range",
  "retry-after",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "vary",
  "warning",
  "www-authenticate",
]);

/** Tells whether a field may stand in a trailer section. */
export function isTrailerField(name: string): boolean {
  return !FORBIDDEN.has(name.toLowerCase());
}
