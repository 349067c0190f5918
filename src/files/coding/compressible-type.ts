// Which media types are worth compressing: text, and data that is not compressed already.

const TEXT_SUFFIX = /\+(?:json|xml|yaml|text)$/;

const COMPRESSIBLE: ReadonlySet<string> = new Set([
  "application/ecmascript",
  "application/graphql",
  "application/javascript",
  "application/json",
  "application/json5",
  "application/node",
  "application/postscript",
  "application/rtf",
  "application/sql",
  "application/toml",
  "application/vnd.apple.mpegurl",
  "application/vnd.ms-fontobject",
  "application/wasm",
  "application/x-javascript",
  "application/x-ndjson",
  "application/x-sh",
  "application/x-sql",
  "application/xml",
  "application/xml-dtd",
  "application/yaml",
  "font/collection",
  "font/otf",
  "font/ttf",
  "image/bmp",
  "image/vnd.microsoft.icon",
  "image/x-icon",
]);

/** Tells whether files of a media type become smaller when they are compressed. Parameters do not matter. */
export function isCompressible(contentType: string): boolean {
  const type = (contentType.split(";", 1)[0] as string).trim().toLowerCase();
  return type.startsWith("text/") || TEXT_SUFFIX.test(type) || COMPRESSIBLE.has(type);
}
