// A handler that serves the files of a directory. It decides with pure functions, and sends what they decided.

import { closeSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type ByteSource, copySource, FileSource, MemorySource } from "../files/byte-source.ts";
import { LISTING_STYLES, type ListingEntry, type ListingStyleName, sortByName } from "../files/listing.ts";
import { DEFAULT_EXTENSIONS_MAP, guessType, withCharset } from "../files/media-types.ts";
import { type FoundDirectory, type OpenedFile, openInside } from "../files/open-inside.ts";
import { joinPath, placeOf, type SymlinkPolicy } from "../files/place.ts";
import { planFile } from "../files/plan-file.ts";
import { readDirectory } from "../files/read-dir.ts";
import type { ByteOutput, SendResult } from "../files/send-file.ts";
import { decodePath, directoryLocation, displayPath, pathSegments, splitTarget } from "../files/url-path.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import type { StreamRequest } from "../socketserver/request-handlers.ts";
import type { Address } from "../socketserver/server-address.ts";
import { BaseHTTPRequestHandler } from "./base-handler.ts";
import { SHORT_VERSION } from "./responding-handler.ts";

/** Made once: every connection has a handler. */
const SERVER_VERSION = `SimpleHTTP/${SHORT_VERSION}`;
const INDEX_PAGES: readonly string[] = ["index.html", "index.htm"];
const NO_HEADERS: ExtraHeaders = [];

/** A path that means a directory; the encoded slash is one too, as in Python since 3.13.4. */
const SLASH_AT_END = /(?:\/|%2f)$/i;

/** What a local path leads to: something, nothing, or something the system does not let us have. */
type Found = OpenedFile | FoundDirectory | "refused" | undefined;

/** What a handler of files can be made with, behind the usual arguments. */
export interface SimpleHandlerOptions {
  /** The directory to serve: a path or a `file:` URL. By default the working directory at the time. */
  readonly directory?: string | URL | undefined;
  /** What {@link SimpleHTTPRequestHandler.extraResponseHeaders} is. By default there are none. */
  readonly extraResponseHeaders?: ExtraHeaders | undefined;
}

/** Header fields in order. */
export type ExtraHeaders = readonly (readonly [name: string, value: string])[];

/** What `sendHead` returns: the body, or null if there is none, or the answer is complete. */
export type HeadBody = ByteSource | null;

/**
 * Serves the files of `directory`, below it and nowhere else, to GET and HEAD (Python's `http.server.SimpleHTTPRequestHandler`).
 *
 * A directory's answer is its index page, else a list of what is in it. Only regular files are served.
 *
 * Attributes, to be overridden: `directory`, `indexPages`, `extensionsMap`, `defaultContentType`, `textCharset`, `symlinks`, `listing`,
 * `extraResponseHeaders`. Methods, likewise: `sendHead`, `listDirectory`, `translatePath`, `guessType`, `copyfile`.
 *
 * For a directory of its own, `new ThreadingHTTPServer(address, (...args) => new SimpleHTTPRequestHandler(...args, { directory }))`
 * (Python's `functools.partial`), or a subclass with `directory = "/srv/www"`.
 */
export class SimpleHTTPRequestHandler extends BaseHTTPRequestHandler {
  override serverVersion: string = SERVER_VERSION;
  /** The directory whose files are served. May be a link; what links below it may do is `symlinks`' matter. */
  directory: string;
  /** File names that stand for their directory, the best first. */
  indexPages: readonly string[] = INDEX_PAGES;
  /** Media types of extensions, before the built-in table is asked: the extension with its dot, in lower case. */
  extensionsMap: Readonly<Record<string, string>> = DEFAULT_EXTENSIONS_MAP;
  /** The media type of files with an unknown extension. */
  defaultContentType = "application/octet-stream";
  /** The charset added to `text/*` types. Differs from Python: `utf-8`, and not none; "" adds none. */
  textCharset = "utf-8";
  /** Where links below `directory` may lead. Differs from Python: `inside` only, not anywhere, which is `follow`. */
  symlinks: SymlinkPolicy = "inside";
  /** The style of directory pages. */
  listing: ListingStyleName = "python";
  /** Fields added to the 200 answers of files and directory pages. */
  extraResponseHeaders: ExtraHeaders;

  constructor(request: StreamRequest, clientAddress: Address, server: BaseServer, options: SimpleHandlerOptions = {}) {
    super(request, clientAddress, server);
    const { directory = process.cwd(), extraResponseHeaders = NO_HEADERS } = options;
    this.directory = typeof directory === "string" ? directory : fileURLToPath(directory);
    this.extraResponseHeaders = extraResponseHeaders;
  }

  /** Answers GET: the head, then what `sendHead` returned. A promise only where something has to be waited for. */
  do_GET(): void | Promise<void> {
    const body = this.sendHead();
    return body instanceof Promise ? body.then((source) => this.#copy(source)) : this.#copy(body);
  }

  /** Answers HEAD: the same head as for GET. */
  do_HEAD(): void | Promise<void> {
    const body = this.sendHead();
    if (body instanceof Promise) return body.then((source) => source?.close());
    body?.close();
  }

  /**
   * Sends the head of the answer to GET or HEAD, or a complete error or redirection.
   *
   * @returns the body, to be copied to the client (but for HEAD) and closed by whoever called; null if there is none.
   *
   * Differs from Python: when too many files are open the answer is 503, not 404.
   */
  sendHead(): HeadBody | Promise<HeadBody> {
    const path = this.translatePath(this.path);
    const found = this.#find(path);
    if (found === undefined || found === "refused") return this.#sendNotFound();
    if (found.kind === "directory") return this.#sendDirectory(path);
    if (!path.endsWith("/")) return this.#sendFile(path, found);
    closeSync(found.fd);
    return this.#sendNotFound();
  }

  /**
   * Sends the head of a directory's page.
   *
   * @returns the page; null when the directory cannot be read, and 404 was sent.
   */
  listDirectory(path: string): HeadBody | Promise<HeadBody> {
    const found = this.#find(path);
    const entries = this.#entriesOf(found);
    if (entries === undefined) {
      this.sendError(404, "No permission to list directory");
      return null;
    }
    const page = LISTING_STYLES[this.listing](sortByName(entries), displayPath(splitTarget(this.path).path));
    this.sendResponse(200);
    this.sendHeader("Content-type", "text/html; charset=utf-8");
    this.sendHeader("Content-Length", page.length);
    this.#addExtraHeaders();
    this.endHeaders();
    return new MemorySource(page);
  }

  /**
   * Returns the local path a request target stands for: below `directory`, whatever the target says. A slash at its end stays.
   *
   * Bytes of a name that are not UTF-8 are lone surrogates, as Python has them. A target that can name no file, such as one with NUL,
   * gives a path with NUL, which is never found.
   *
   * What an override returns is what is served. Below `directory`, `symlinks` applies; elsewhere links are followed, as nobody but the
   * override knows where they may lead. Paths with `..` are not found. To serve several directories, set `directory` and call this.
   */
  translatePath(path: string): string {
    const segments = pathSegments(decodePath(splitTarget(path).path));
    if (segments === undefined) return joinPath(this.directory, "\0");
    const local = joinPath(this.directory, segments.names.join(sep));
    return segments.hasTrailingSlash && !local.endsWith("/") ? `${local}/` : local;
  }

  /**
   * Returns the media type for a local path, by its extension only. `charset` is added to text types afterwards.
   *
   * Differs from Python: the built-in table decides, and not the machine's; see `extensionsMap`.
   */
  guessType(path: string): string {
    return guessType(path, this.extensionsMap, this.defaultContentType);
  }

  /**
   * Copies a body to the client. To be overridden to change what is sent, or how fast.
   *
   * Differs from Python: of a file that became shorter meanwhile the connection is cut, so that the client sees it; of one that became
   * longer as much is sent as was announced.
   */
  copyfile(source: ByteSource, outputfile: ByteOutput): void | Promise<void> {
    const result = copySource(source, outputfile);
    return typeof result === "string" ? this.#endCopy(result) : result.then((ended) => this.#endCopy(ended));
  }

  #copy(source: HeadBody): void | Promise<void> {
    if (source === null) return;
    let copying: void | Promise<void>;
    try {
      copying = this.copyfile(source, this.wfile);
    } catch (error) {
      source.close();
      throw error;
    }
    if (copying !== undefined) return Promise.resolve(copying).finally(() => source.close());
    source.close();
  }

  #endCopy(result: SendResult): void {
    if (result !== "short") return;
    this.logError("%s", "File became shorter while it was sent");
    this.closeConnection = true;
    this.wfile.abort();
  }

  #find(path: string): Found {
    const place = placeOf(path, this.directory, this.symlinks);
    if (place === undefined) return undefined;
    return this.#unlessRefused(() => openInside(place.root, place.relative, place.policy));
  }

  /** Calls the system; its refusal is a value, but for a lack of means, which passes: that is the server's error, not the path's. */
  #unlessRefused<Result>(call: () => Result): Result | "refused" {
    try {
      return call();
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined || code === "EMFILE" || code === "ENFILE") throw error;
      return "refused";
    }
  }

  #entriesOf(found: Found): ListingEntry[] | undefined {
    if (typeof found !== "object") return undefined;
    if (found.kind === "file") {
      closeSync(found.fd);
      return undefined;
    }
    const entries = this.#unlessRefused(() => readDirectory(found.path));
    return entries === "refused" ? undefined : entries;
  }

  #sendNotFound(): null {
    this.sendError(404, "File not found");
    return null;
  }

  #sendDirectory(path: string): HeadBody | Promise<HeadBody> {
    const target = splitTarget(this.path);
    if (!SLASH_AT_END.test(target.path)) return this.#redirect(directoryLocation(target));
    for (const name of this.indexPages) {
      const indexPath = joinPath(path, name);
      const found = this.#find(indexPath);
      if (found === "refused") return this.#sendNotFound();
      if (found?.kind === "file") return this.#sendFile(indexPath, found);
    }
    return this.listDirectory(path);
  }

  #redirect(location: string): null {
    this.sendResponse(301);
    this.sendHeader("Location", location);
    this.sendHeader("Content-Length", "0");
    this.endHeaders();
    return null;
  }

  /** Sends the head for a file, and takes over its descriptor. */
  #sendFile(path: string, file: OpenedFile): HeadBody {
    let body: FileSource | undefined;
    try {
      const type = withCharset(this.guessType(path), this.textCharset);
      const request = { method: this.command, headers: this.headers };
      const plan = planFile(request, file.stats, type, Math.floor(Date.now() / 1000));
      this.sendResponse(plan.status);
      for (const [name, value] of plan.headers) this.sendHeader(name, value);
      if (plan.status === 200) this.#addExtraHeaders();
      this.endHeaders();
      const [part] = plan.parts;
      if (part !== undefined) body = new FileSource(file.fd, part);
    } finally {
      if (body === undefined) closeSync(file.fd);
    }
    return body ?? null;
  }

  #addExtraHeaders(): void {
    for (const [name, value] of this.extraResponseHeaders) this.sendHeader(name, value);
  }
}
