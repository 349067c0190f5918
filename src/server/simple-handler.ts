// A handler that serves the files of a directory. It decides with pure functions, and sends what they decided.

import type { ByteOutput, SendResult } from "../files/byte-output.ts";
import { type BodySource, type ByteSource, copySource } from "../files/byte-source.ts";
import { contentTag } from "../files/content-tag.ts";
import { DEFAULT_EXTENSIONS_MAP, guessType, withCharset } from "../files/media-types.ts";
import type { FoundDirectory } from "../files/open-inside.ts";
import { joinPath } from "../files/place.ts";
import { type PlanSurroundings, planFile } from "../files/plan-file.ts";
import type { Representation } from "../files/representation.ts";
import type { StoredFile } from "../files/stored-file.ts";
import { closeSource } from "../files/stream-source.ts";
import { directoryLocation, splitTarget } from "../files/url-path.ts";
import type { EntityTag } from "../http/entity-tag.ts";
import type { FieldBlock } from "../http/field-block.ts";
import { behind } from "../io/thenable.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import type { HTTPServer } from "./http-server.ts";
import { type HeadBody, ListingRequestHandler } from "./listing-handler.ts";
import { SHORT_VERSION } from "./server-version.ts";

/** Made once: every connection has a handler. */
const SERVER_VERSION = `SimpleHTTP/${SHORT_VERSION}`;
const INDEX_PAGES: readonly string[] = ["index.html", "index.htm"];

/** How a path ends that means a directory; an encoded slash counts too, as in Python since 3.13.4. */
const SLASH_AT_END = /(?:\/|%2f)$/i;

/**
 * What the entity tags of files are made of: their identity; their bytes, which give the same tag on every machine that has the same file;
 * or nothing, so that there are none.
 */
export type EtagPolicy = "identity" | "content" | "none";

/**
 * Answers GET and HEAD with the files below `directory`, and with no others (Python's `http.server.SimpleHTTPRequestHandler`).
 *
 * A directory is answered with its index page, or else with a list of what is in it. Only regular files are served.
 *
 * Attributes to override: `directory`, `indexPages`, `extensionsMap`, `defaultContentType`, `textCharset`, `symlinks`, `listing`, `etag`,
 * `acceptRanges`, `noSniff`, `sharesLooks`, `extraResponseHeaders`. Methods to override: `sendHead`, `listDirectory`, `translatePath`,
 * `guessType`, `copyfile`, `sendNotFound`, `selectRepresentation`.
 *
 * To serve a given directory, use `new ThreadingHTTPServer(address, (...args) => new SimpleHTTPRequestHandler(...args, { directory }))`
 * (Python's `functools.partial`), or a subclass with `directory = "/srv/www"`.
 */
export class SimpleHTTPRequestHandler<Server extends BaseServer = HTTPServer> extends ListingRequestHandler<Server> {
  override serverVersion: string = SERVER_VERSION;
  /** Names of the files that stand for their directory, in order of preference. */
  indexPages: readonly string[] = INDEX_PAGES;
  /** Media types by extension, with its dot and in lower case. They take precedence over the built-in table. */
  extensionsMap: Readonly<Record<string, string>> = DEFAULT_EXTENSIONS_MAP;
  /** The media type of files with an unknown extension. */
  defaultContentType = "application/octet-stream";
  /** The charset added to `text/*` types; "" adds none. Differs from Python: `utf-8`, where Python adds none. */
  textCharset = "utf-8";
  /** What entity tags are made of. Differs from Python: files have entity tags; `If-Match`, `If-None-Match` and `If-Range` count. */
  etag: EtagPolicy = "identity";
  /** Whether `Range` is honoured. Differs from Python: parts of files are sent to clients that ask for them (RFC 9110 §14). */
  acceptRanges = true;

  /** Answers GET: the head, then what `sendHead` returned. A promise only where it has to wait. */
  do_GET(): void | Promise<void> {
    const body = this.sendHead();
    return body instanceof Promise ? body.then((source) => this.#copy(source)) : this.#copy(body);
  }

  /** Answers HEAD: the same head as for GET. */
  do_HEAD(): void | Promise<void> {
    const body = this.sendHead();
    return body instanceof Promise ? body.then(closeBody) : closeBody(body);
  }

  /**
   * Sends the head of the answer to GET or HEAD, or a complete error or redirection.
   *
   * @returns the body, which the caller copies to the client (but for HEAD) and closes; null or nothing if there is none. The body may be
   * bytes (`new MemorySource(bytes)`), a Node or web stream, an async iterable, a `FileHandle`, or an object with `read` and `close`. An
   * override answers with an error by `return this.sendError(404)`, or by `throw new HTTPError(404)`.
   *
   * Differs from Python: when too many files are open the answer is 503, not 404.
   */
  sendHead(): HeadBody | Promise<HeadBody> {
    const path = this.translatePath(this.path);
    const index = this.#sendKeptIndex(path);
    if (index !== undefined) return index;
    const found = this.findFile(path);
    if (found === undefined || found === "refused") return this.sendNotFound();
    if (found.kind === "directory") return this.#sendDirectory(path, found);
    if (!path.endsWith("/")) return this.sendFile(path, found);
    found.close();
    return this.sendNotFound();
  }

  /**
   * Returns the media type for a local path, by its extension only. `textCharset` is added to text types afterwards.
   *
   * Differs from Python: the built-in table decides, not the machine's; see `extensionsMap`.
   */
  guessType(path: string): string {
    return guessType(path, this.extensionsMap, this.defaultContentType);
  }

  /** Answers that there is no such file. Override it for another answer; returns what `sendHead` does. */
  sendNotFound(): HeadBody | Promise<HeadBody> {
    return behind(this.sendError(404, "File not found"), null);
  }

  /**
   * Takes over a file, and sends the head for it: 200, or whatever preconditions and ranges lead to (RFC 9110 §13, §14).
   *
   * `path` is where it was found. Returns what `sendHead` does.
   */
  sendFile(path: string, file: StoredFile): HeadBody | Promise<HeadBody> {
    const close = (error: unknown): never => {
      file.close();
      throw error;
    };
    let selected: Representation | Promise<Representation>;
    try {
      selected = this.selectRepresentation(path, file);
    } catch (error) {
      return close(error);
    }
    if (!(selected instanceof Promise)) return this.#sendRepresentation(selected);
    return selected.then((representation) => this.#sendRepresentation(representation), close);
  }

  /**
   * Chooses what to send for a file: here, its bytes as they are. Override it to choose by the request (RFC 9110 §12.1).
   *
   * It takes over the file; but when it throws, or its promise rejects, the caller has to close the file.
   */
  selectRepresentation(path: string, file: StoredFile): Representation | Promise<Representation> {
    const contentType = withCharset(this.guessType(path), this.textCharset);
    const represent = (etag: EntityTag | undefined): Representation =>
      file.represent({ contentType, etag, acceptsRanges: this.acceptRanges });
    const etag = this.etagOf(file);
    return etag instanceof Promise ? etag.then(represent) : represent(etag);
  }

  /** Returns the entity tag of a file; undefined if it has none. A promise only where the file has to be read first. */
  etagOf(file: StoredFile): EntityTag | undefined | Promise<EntityTag | undefined> {
    if (this.etag === "content") return contentTag(file);
    return this.etag === "none" ? undefined : file.stats.identityTag;
  }

  /**
   * Copies a body to the client. Override it to change what is sent, or how fast. `source` is a `ByteSource`, unless an overridden
   * `sendHead` returns something else.
   *
   * Differs from Python: if a file becomes shorter meanwhile, the connection is cut, so that the client notices; of one that grows, only
   * the announced length is sent.
   */
  copyfile(source: BodySource, outputfile: ByteOutput): void | Promise<void> {
    const result = copySource(source, outputfile);
    return typeof result === "string" ? this.#endCopy(result) : result.then((ended) => this.#endCopy(ended));
  }

  #copy(source: HeadBody): void | Promise<void> {
    if (source === null || source === undefined) return;
    let copying: void | Promise<void>;
    try {
      copying = this.copyfile(source, this.wfile);
    } catch (error) {
      void closeSource(source);
      throw error;
    }
    return copying === undefined ? closeSource(source) : closeBehind(copying, source);
  }

  #endCopy(result: SendResult): void {
    if (result !== "short") return;
    this.logError("%s", "File became shorter while it was sent");
    this.closeConnection = true;
    this.wfile.abort();
  }

  #sendDirectory(path: string, directory: FoundDirectory): HeadBody | Promise<HeadBody> {
    const target = splitTarget(this.path);
    if (!SLASH_AT_END.test(target.path)) return this.#redirect(directoryLocation(target));
    for (const name of this.indexPages) {
      const indexPath = joinPath(path, name);
      const found = this.findFile(indexPath);
      if (found === "refused") return this.sendNotFound();
      if (found?.kind === "file") return this.sendFile(indexPath, found);
    }
    return this.listDirectory(path, directory);
  }

  /** Sends the first index page if it is kept: then its directory exists, and need not be looked at. */
  #sendKeptIndex(path: string): HeadBody | Promise<HeadBody> | undefined {
    const [name] = this.indexPages;
    if (name === undefined || !path.endsWith("/")) return undefined;
    const index = this.findKept(path + name);
    return index === undefined ? undefined : this.sendFile(path + name, index);
  }

  #redirect(location: string): null {
    this.sendResponse(301);
    this.sendHeader("Location", location);
    this.sendHeader("Content-Length", "0");
    this.endHeaders();
    return null;
  }

  #sendRepresentation(representation: Representation): HeadBody | Promise<HeadBody> {
    let body: ByteSource | undefined;
    try {
      const request = { method: this.command, conditions: this.headers.conditions };
      const plan = planFile(request, representation, SURROUNDINGS);
      if (plan.status === 412 || plan.status === 416) {
        const fields = plan.headers.flatMap((block) => block.fields);
        return behind(this.sendError(plan.status, null, null, fields), null);
      }
      this.sendResponse(plan.status);
      for (const block of plan.headers) this.#sendBlock(block);
      if (plan.status !== 304) this.addExtraHeaders();
      this.endHeaders();
      if (plan.pieces.length > 0) body = representation.open(plan.pieces);
    } finally {
      if (body === undefined) representation.close();
    }
    return body ?? null;
  }

  /** Sends fields as `sendHeader` would, and by calling it where it is overridden. */
  #sendBlock(block: FieldBlock): void {
    if (this.sendHeader === usualSendHeader && this.requestVersion !== "HTTP/0.9") this.responseHead.addBlock(block);
    else for (const [name, value] of block.fields) this.sendHeader(name, value);
  }
}

async function closeBehind(copying: PromiseLike<void>, source: BodySource): Promise<void> {
  try {
    await copying;
  } finally {
    await closeSource(source);
  }
}

function closeBody(body: HeadBody): void | Promise<void> {
  if (body !== null && body !== undefined) return closeSource(body);
}

const usualSendHeader = SimpleHTTPRequestHandler.prototype.sendHeader;

const SURROUNDINGS: PlanSurroundings = {
  now: () => Math.floor(Date.now() / 1000),
  makeBoundary: () => crypto.randomUUID(), // 122 random bits: nobody can put them into a file before it is sent
};
