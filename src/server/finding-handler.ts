// A handler that knows where its files are: what a request target stands for, and what is there.

import { fileURLToPath } from "node:url";
import { FileCache } from "../files/file-cache.ts";
import { localPath } from "../files/local-path.ts";
import { type FoundDirectory, openInside } from "../files/open-inside.ts";
import { placeOf, type SymlinkPolicy } from "../files/place.ts";
import { OpenedFile, type StoredFile } from "../files/stored-file.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import type { StreamRequest } from "../socketserver/request-handlers.ts";
import type { Address } from "../socketserver/server-address.ts";
import { BaseHTTPRequestHandler, type HandlerArgs } from "./base-handler.ts";
import { NOT_PERMITTED } from "./failure.ts";
import type { HTTPServer } from "./http-server.ts";

const NO_HEADERS: ExtraHeaders = [];
const SHARED_CACHE = new FileCache();

/** What a local path leads to: something, nothing, or something the system does not let us have. */
export type Found = StoredFile | FoundDirectory | "refused" | undefined;

/** What a handler of files can be made with, behind the usual arguments. */
export interface SimpleHandlerOptions {
  /** The directory to serve: a path or a `file:` URL. By default, and where it is null, the working directory at the time. */
  readonly directory?: string | URL | null | undefined;
  /** What {@link SimpleHTTPRequestHandler.extraResponseHeaders} is. By default, and where it is null, there are none. */
  readonly extraResponseHeaders?: ExtraHeaders | null | undefined;
}

/** Header fields in order. */
export type ExtraHeaders = readonly (readonly [name: string, value: string])[];

/** A handler that finds files. `ListingRequestHandler` adds the pages of directories. */
export class FindingRequestHandler<Server extends BaseServer = HTTPServer> extends BaseHTTPRequestHandler<Server> {
  /** The directory whose files are served. May be a link; what links below it may do is `symlinks`' matter. */
  directory: string;
  /** Where links below `directory` may lead. Differs from Python: `inside` only, not anywhere, which is `follow`. */
  symlinks: SymlinkPolicy = "inside";
  /** Fields added to the 200 and 206 answers of files and directory pages. */
  extraResponseHeaders: ExtraHeaders;
  /**
   * Whether files and pages are sent with `X-Content-Type-Options: nosniff`: browsers then take `Content-Type` as it is.
   *
   * Differs from Python: they are.
   */
  noSniff = true;

  /** What keeps small files in memory; undefined for nothing. All handlers share one, where they are not given another. */
  fileCache: FileCache | undefined = SHARED_CACHE;

  /**
   * Whether requests may share one look at a kept file, if all of them had arrived before it. An answer is as fresh as its request either way;
   * but a handler that writes a file and then serves it has to look after it wrote. The command, whose handlers write nothing, sets it.
   */
  sharesLooks = false;

  // Two of them, so that what says `typeof SimpleHTTPRequestHandler` takes subclasses: see BaseRequestHandler.
  constructor(...args: HandlerArgs<Server>);
  constructor(request: StreamRequest, clientAddress: Address, server: Server, options?: SimpleHandlerOptions);
  constructor(request: StreamRequest, clientAddress: Address, server: Server, options: SimpleHandlerOptions = {}) {
    super(request, clientAddress, server);
    const directory = options.directory ?? process.cwd();
    this.directory = typeof directory === "string" ? directory : fileURLToPath(directory);
    this.extraResponseHeaders = options.extraResponseHeaders ?? NO_HEADERS;
  }

  /**
   * Returns the local path a request target stands for: below `directory`, whatever the target says. A slash at its end stays.
   *
   * A target is latin-1, as it came; one with a character beyond U+00FF, as a handler may set `path`, stands for its UTF-8. Bytes of a
   * name that are not UTF-8 are lone surrogates, as Python has them. A target that can name no file, such as one with NUL,
   * gives a path with NUL, which is never found.
   *
   * What an override returns is what is served. Below `directory`, `symlinks` applies; elsewhere links are followed, as nobody but the
   * override knows where they may lead. Paths with `..` are not found. To serve several directories, set `directory` and call this.
   */
  translatePath(path: string): string {
    return localPath(path, this.directory);
  }

  /**
   * Finds what is at a local path, as `translatePath` returns them: a file, which whoever called closes, or a directory. "refused" is
   * something the system does not let us have, undefined is nothing that may be served.
   *
   * @throws ErrnoException EMFILE and ENFILE: a lack of means, which passes, is the server's error and not the path's.
   */
  findFile(path: string): Found {
    const { directory, symlinks, fileCache } = this;
    const found = this.lookAt(path);
    if (fileCache === undefined || !(found instanceof OpenedFile)) return found;
    return fileCache.keep(found, path, directory, symlinks);
  }

  /** Finds the same without reading it: for what is not to be sent. */
  lookAt(path: string): Found {
    const kept = this.findKept(path);
    if (kept !== undefined) return kept;
    const place = placeOf(path, this.directory, this.symlinks);
    if (place === undefined) return undefined;
    return unlessRefused(() => openInside(place.root, place.relative, place.policy));
  }

  /** Finds what is to be sent in place of what was asked for, such as the same file compressed. */
  findSubstitute(path: string): Found {
    return this.findFile(path);
  }

  /** Finds a file that is kept in memory and unchanged; undefined if it is not kept, whatever there is. */
  findKept(path: string): StoredFile | undefined {
    const mayShare = this.sharesLooks && this.predatesBatch;
    return this.fileCache?.get(path, this.directory, this.symlinks, mayShare);
  }

  /** Adds what goes with every file and page: `extraResponseHeaders`, and `nosniff`. */
  addExtraHeaders(): void {
    if (this.noSniff) this.sendHeader("X-Content-Type-Options", "nosniff");
    for (const [name, value] of this.extraResponseHeaders) this.sendHeader(name, value);
  }
}

/** Calls the system; its refusal is a value, but for a lack of means. */
export function unlessRefused<Result>(call: () => Result): Result | "refused" {
  try {
    return call();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    const isRefusal = syscall !== undefined || code === NOT_PERMITTED;
    if (!isRefusal || code === "EMFILE" || code === "ENFILE") throw error;
    return "refused";
  }
}
