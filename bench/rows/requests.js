// Fields and request heads.

/** Fifteen fields a browser sends, beside Host. */
export const BROWSER_FIELDS = {
  Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "Accept-Encoding": "gzip, deflate, br, zstd",
  "Accept-Language": "en-US,en;q=0.5",
  "Cache-Control": "no-cache",
  Cookie: "session=0123456789abcdef0123456789abcdef; theme=dark",
  DNT: "1",
  Pragma: "no-cache",
  Priority: "u=0, i",
  Referer: "http://127.0.0.1/",
  "Sec-Fetch-Dest": "document",
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-Site": "same-origin",
  "Sec-Fetch-User": "?1",
  "Upgrade-Insecure-Requests": "1",
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};

/** Bytes of `GET /1024.bin HTTP/1.1` and Host, with the blank line. */
const LEAST_HEAD = 55;
/** Bytes of a filling field's value. */
const FILLING = 400;

/** Returns fields that make a head about as long as given, in bytes. */
export function fieldsUpTo(bytes) {
  const fields = {};
  for (let left = bytes - LEAST_HEAD, index = 0; left > 0; index++) {
    const name = `X-Filling-${index}`;
    const frame = name.length + ": \r\n".length;
    fields[name] = "x".repeat(Math.max(1, Math.min(FILLING, left) - frame));
    left -= FILLING;
  }
  return fields;
}
