// basehttp: Python's `http.server`, with `socketserver` and `http`, which it is made of.

export { type CgiLimits, DEFAULT_CGI_LIMITS } from "./cgi/limits.ts";
export { type ByteSource, MemorySource } from "./files/byte-source.ts";
export { FileCache, type FileCacheLimits } from "./files/file-cache.ts";
export type { FileStats } from "./files/file-stats.ts";
export { DEFAULT_EXTENSIONS_MAP } from "./files/media-types.ts";
export { MemoryFile } from "./files/memory-file.ts";
export type { FoundDirectory } from "./files/open-inside.ts";
export type { SymlinkPolicy } from "./files/place.ts";
export type { Representation, RepresentationFacts } from "./files/representation.ts";
export type { ByteOutput } from "./files/send-file.ts";
export type { BodyPiece, StoredFile } from "./files/stored-file.ts";
export type { EntityTag } from "./http/entity-tag.ts";
export * from "./http/index.ts";
export { BaseHTTPRequestHandler, type HandlerArgs, type UpgradedConnection } from "./server/base-handler.ts";
export { CGIHTTPRequestHandler } from "./server/cgi-handler.ts";
export type { CgiAuthentication } from "./server/cgi-host.ts";
export { DEFAULT_ERROR_CONTENT_TYPE, DEFAULT_ERROR_MESSAGE } from "./server/error-page.ts";
export type { ExtraHeaders, Found, SimpleHandlerOptions } from "./server/finding-handler.ts";
export { HTTPServer, ThreadingHTTPServer } from "./server/http-server.ts";
export { type FurtherTlsOptions, HTTPSServer, ThreadingHTTPSServer, type TlsOptions } from "./server/https-server.ts";
export { DEFAULT_LIMITS, type Limits } from "./server/limits.ts";
export type { HeadBody, ListingStyleName } from "./server/listing-handler.ts";
export { type EtagPolicy, SimpleHTTPRequestHandler } from "./server/simple-handler.ts";
export { type TestOptions, type TestServerClass, test } from "./server/test.ts";
export * from "./socketserver/index.ts";
