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

/** The options of a handler of files, its argument after the usual ones. */
export interface SimpleHandlerOptions {
  /** The directory to serve: a path or a `file:` URL. By default, or if null, the working directory at the time. */
  readonly directory?: string | URL | null | undefined;
  /** The value of {@link SimpleHTTPRequestHandler.extraResponseHeaders}. By default, or if null, there are none. */
  readonly extraResponseHeaders?: ExtraHeaders | null | undefined;
}

/** Header fields in order. */
export type ExtraHeaders = readonly (readonly [name: string, value: string])[];

/** A handler that finds files. `ListingRequestHandler` adds the pages of directories. */
export class FindingRequestHandler<Server extends BaseServer = HTTPServer> extends BaseHTTPRequestHandler<Server> {
  /** The directory whose files are served. It may be a link; `symlinks` is about links below it. */
  directory: string;
  /** Where links below `directory` may lead. Differs from Python: only inside `directory`; in Python anywhere, as with `follow`. */
  symlinks: SymlinkPolicy = "inside";
  /** Fields added to the 200 and 206 answers of files and directory pages. */
  extraResponseHeaders: ExtraHeaders;
  /**
   * Whether to tell browsers to take `Content-Type` as it is.
   *
   * Differs from Python: files and pages are sent with `X-Content-Type-Options: nosniff`.
   */
  noSniff = true;

  /** Keeps small files in memory; undefined: none are kept. All handlers share one, unless they are given another. */
  fileCache: FileCache | undefined = SHARED_CACHE;

  /**
   * Whether requests may share one look at a kept file, if all of them had arrived before it. Either way an answer is as fresh as its
   * request; but a handler that writes a file and then serves it has to look after writing. The command, whose handlers write nothing, sets
   * this.
   */
  sharesLooks = false;

  // Two signatures, so that a parameter of type `typeof SimpleHTTPRequestHandler` accepts subclasses: see BaseRequestHandler.
  constructor(...args: HandlerArgs<Server>);
  constructor(request: StreamRequest, clientAddress: Address, server: Server, options?: SimpleHandlerOptions);
  constructor(request: StreamRequest, clientAddress: Address, server: Server, options: SimpleHandlerOptions = {}) {
    super(request, clientAddress, server);
    const directory = options.directory ?? process.cwd();
    this.directory = typeof directory === "string" ? directory : fileURLToPath(directory);
    this.extraResponseHeaders = options.extraResponseHeaders ?? NO_HEADERS;
  }

  /**
   * Returns the local path a request target stands for: below `directory`, whatever the target says. A slash at its end is kept.
   *
   * A target holds the bytes it came with as latin-1; one with a character beyond U+00FF, which a handler may have put into `path`, stands
   * for its UTF-8. In the result, bytes that are not UTF-8 are lone surrogates, as in Python. A target that cannot name a file, such as one
   * with NUL, gives a path with NUL, which is never found.
   *
   * Whatever an override returns is served. Below `directory`, `symlinks` applies; elsewhere links are followed, as only the override knows
   * where they may lead. Paths with `..` are not found. To serve several directories, an override sets `directory` and calls this method.
   */
  translatePath(path: string): string {
    return localPath(path, this.directory);
  }

  /**
   * Finds what is at a local path that `translatePath` has returned: a file, which the caller has to close, or a directory. "refused" means
   * that the system denies access, undefined that there is nothing that may be served.
   *
   * @throws ErrnoException EMFILE and ENFILE: a lack of file descriptors is the server's problem, not the path's, and passes.
   */
  findFile(path: string): Found {
    const { directory, symlinks, fileCache } = this;
    const found = this.lookAt(path);
    if (fileCache === undefined || !(found instanceof OpenedFile)) return found;
    return fileCache.keep(found, path, directory, symlinks);
  }

  /** Finds the same without reading it, where it is not to be sent. */
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

  /** Finds a file that is kept in memory and unchanged; undefined if none is kept, whatever the path leads to. */
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

/** Calls the system. Its refusal becomes a value; a lack of file descriptors is still thrown. */
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
