// A handler that answers for a directory with a list of what is in it.

import { type BodySource, MemorySource } from "../files/byte-source.ts";
import { NS_PER_MS } from "../files/file-stats.ts";
import { chooseForm, type ListingForm } from "../files/listing/choose-form.ts";
import type { Folder, LinkTarget } from "../files/listing/entry.ts";
import { EntryHold } from "../files/listing/entry-hold.ts";
import { interactiveRenderer, plainRenderer } from "../files/listing/html-renderer.ts";
import { jsonRenderer } from "../files/listing/json-renderer.ts";
import { ListingSource } from "../files/listing/listing-source.ts";
import { type Listing, listingSteps } from "../files/listing/listing-steps.ts";
import { lookUp } from "../files/listing/look-up.ts";
import { PageCache, type PageSlot } from "../files/listing/page-cache.ts";
import { keepSteps } from "../files/listing/page-draft.ts";
import { PAGE_POLICY } from "../files/listing/page-style.ts";
import { pythonListing, sortByName } from "../files/listing/python-page.ts";
import { parseListingQuery } from "../files/listing/query.ts";
import { RecentEntries } from "../files/listing/recent-entries.ts";
import type { ListingRenderer, ListingView } from "../files/listing/renderer.ts";
import { textRenderer } from "../files/listing/text-renderer.ts";
import type { FoundDirectory } from "../files/open-inside.ts";
import { joinPath, placeOf, withSeparator } from "../files/place.ts";
import { DirectoryReader, readDirectory } from "../files/read-dir.ts";
import { displayPath, splitTarget } from "../files/url-path.ts";
import { behind, isThenable } from "../io/thenable.ts";
import type { BaseServer } from "../socketserver/base-server.ts";
import { FindingRequestHandler, type Found, unlessRefused } from "./finding-handler.ts";
import type { HTTPServer } from "./http-server.ts";

/**
 * What `sendHead` returns: the body; null or nothing if there is none, or the answer is complete.
 *
 * This package's own methods return a `ByteSource` or null. An override that reads what they return says so:
 * `(await super.sendHead()) as ByteSource | null`.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: `return this.sendError(404)` returns one
export type HeadBody = BodySource | null | void;

/**
 * How directories are listed: `python` is the page of Python 3.13, byte for byte; `auto` is HTML, JSON or text, whichever the client wants;
 * with `none` the answer is 404.
 */
export type ListingStyleName = "python" | "auto" | "none";

/** A listing with more entries is sent while it is made. 2,000 take about 10 ms, and half a megabyte. */
const MAX_WHOLE_ENTRIES = 2000;

/** Pages of all handlers. */
const PAGES = new PageCache();
/** Sizes and times, which are the same for all handlers. */
const RECENT_ENTRIES = new RecentEntries();

const RENDERERS: Readonly<Record<ListingForm, (view: ListingView) => ListingRenderer>> = {
  interactive: interactiveRenderer,
  plain: plainRenderer,
  json: jsonRenderer,
  text: textRenderer,
};

/** A handler that lists directories. `SimpleHTTPRequestHandler` adds the files. */
export class ListingRequestHandler<Server extends BaseServer = HTTPServer> extends FindingRequestHandler<Server> {
  /** The style of listings. */
  listing: ListingStyleName = "python";

  /**
   * Sends the head of a directory's listing. `found` is the directory at the path, for a caller that has found it already.
   *
   * @returns the listing; null after a 404, because there is no listing or the directory cannot be read.
   */
  listDirectory(path: string, found?: FoundDirectory): HeadBody | Promise<HeadBody> {
    if (this.listing === "none") return this.#refuseListing();
    const directory = found?.path ?? directoryOf(this.findFile(path));
    if (directory === undefined) return this.#refuseListing();
    return this.listing === "python" ? this.#listAsPython(directory) : this.#list(path, directory);
  }

  /** Tells synchronously whether an entry is listed; called once for each. Override it, together with `translatePath`, to hide entries. */
  isListed(_name: string): boolean {
    return true;
  }

  /** A promise would be taken for "yes", and show what was to be hidden. */
  #lists(name: string): boolean {
    const isListed: unknown = this.isListed(name);
    if (isThenable(isListed)) throw new TypeError("isListed() answers at once: it cannot return a promise.");
    return Boolean(isListed);
  }

  #refuseListing(): null | Promise<null> {
    return behind(this.sendError(404, "No permission to list directory"), null);
  }

  #listAsPython(directory: string): HeadBody | Promise<HeadBody> {
    const title = displayPath(splitTarget(this.path).path);
    const slot = this.#slotFor(directory, ["python", title]);
    if (slot?.page !== undefined) return this.#sendPythonPage(slot.page);
    const entries = unlessRefused(() => readDirectory(directory));
    if (entries === "refused") return this.#refuseListing();
    const listed = entries.filter(({ name }) => this.#lists(name));
    const page = pythonListing(sortByName(listed), title);
    // What a link leads to may change while the directory does not.
    if (!entries.some(({ isLink }) => isLink)) slot?.keep(page);
    return this.#sendPythonPage(page);
  }

  /**
   * `subject` is all that a page depends on besides the directory. An overridden `isListed` may hide entries from one request and not from
   * another, so its pages are not kept.
   */
  #slotFor(directory: string, subject: readonly unknown[]): PageSlot | undefined {
    const isKept = this.isListed === ListingRequestHandler.prototype.isListed;
    return isKept ? PAGES.slotFor(directory, JSON.stringify(subject)) : undefined;
  }

  #sendPythonPage(page: Buffer): HeadBody {
    this.sendResponse(200);
    this.sendHeader("Content-type", "text/html; charset=utf-8");
    this.sendHeader("Content-Length", page.length);
    this.addExtraHeaders();
    this.endHeaders();
    return new MemorySource(page);
  }

  #list(path: string, directory: string): HeadBody | Promise<HeadBody> {
    const { form, view } = this.#presentation(path);
    const renderer = RENDERERS[form](view);
    const slot = this.#slotFor(directory, [form, view]);
    if (slot?.page !== undefined) return this.#sendPage(renderer, slot.page);
    const reader = unlessRefused(() => new DirectoryReader(directory));
    if (reader === "refused") return this.#refuseListing();
    let body: HeadBody = null;
    try {
      const isWhole = unlessRefused(() => reader.read(MAX_WHOLE_ENTRIES));
      if (isWhole === "refused") return this.#refuseListing();
      const folder = this.#folderAt(path, directory);
      const recent = RECENT_ENTRIES.folder(directory);
      const listing = { reader, folder, recent, query: view.query, renderer, hold: new EntryHold() };
      const keep = (page: Buffer): void => {
        if (!folder.hasLinks) slot?.keep(page, recent.freshUntil);
      };
      body = isWhole ? this.#sendWhole(listing, keep) : this.#sendInPieces(listing, slot && keep);
      return body;
    } finally {
      if (!(body instanceof ListingSource)) reader.close();
    }
  }

  #sendWhole(listing: Listing, keep: (page: Buffer) => void): HeadBody {
    const page = Buffer.from([...listingSteps(listing)].join(""));
    keep(page);
    return this.#sendPage(listing.renderer, page);
  }

  #sendPage(renderer: ListingRenderer, page: Buffer): HeadBody {
    this.#sendListingHead(renderer, page.length);
    return new MemorySource(page);
  }

  #sendInPieces(listing: Listing, keep: ((page: Buffer) => void) | undefined): HeadBody {
    const { reader, hold, recent, renderer } = listing;
    hold.grow(reader.length);
    const steps = listingSteps(listing);
    const source = new ListingSource(keep === undefined ? steps : keepSteps(steps, recent.freshUntil, keep), () => {
      hold.release();
      reader.close();
    });
    try {
      this.#sendListingHead(renderer);
    } catch (error) {
      source.close();
      throw error;
    }
    return source;
  }

  #presentation(path: string): { readonly form: ListingForm; readonly view: ListingView } {
    const { path: rawPath, query: queryText } = splitTarget(this.path);
    const query = parseListingQuery(queryText);
    const form = chooseForm({
      accept: this.headers.getAll("Accept")?.join(", "),
      userAgent: this.headers.get("User-Agent") ?? undefined,
      format: query.format,
    });
    return { form, view: { rawPath, path: displayPath(rawPath), levels: this.#levelsOf(path), query } };
  }

  #levelsOf(path: string): number | undefined {
    const place = placeOf(path, this.directory, this.symlinks);
    if (place === undefined || place.root !== this.directory) return undefined;
    return place.relative.split("/").filter((name) => name !== "").length;
  }

  /** `path` is the one that was asked for, `directory` the same without links: a link is followed from where it was found. */
  #folderAt(path: string, directory: string): Folder & { readonly hasLinks: boolean } {
    const base = withSeparator(directory);
    const folder = {
      hasLinks: false,
      isListed: (name: string) => this.#lists(name),
      followLink: (name: string) => {
        folder.hasLinks = true;
        return targetOf(this.lookAt(joinPath(path, name)));
      },
      lookUp: (name: string) => lookUp(base + name),
    };
    return folder;
  }

  #sendListingHead({ contentType }: ListingRenderer, length?: number): void {
    this.sendResponse(200);
    this.sendHeader("Content-type", contentType);
    if (length !== undefined) this.sendHeader("Content-Length", length);
    this.sendHeader("Vary", "Accept, User-Agent");
    if (contentType.startsWith("text/html")) this.sendHeader("Content-Security-Policy", PAGE_POLICY);
    this.addExtraHeaders();
    this.endHeaders();
  }
}

function directoryOf(found: Found): string | undefined {
  if (typeof found !== "object") return undefined;
  if (found.kind === "directory") return found.path;
  found.close();
  return undefined;
}

/** What is not served counts as absent: a list must not tell what lies outside the root. */
function targetOf(found: Found): LinkTarget | null {
  if (typeof found !== "object") return null;
  if (found.kind === "directory") {
    return { isDirectory: true, details: { size: undefined, modifiedMs: found.stats.mtimeMs } };
  }
  found.close();
  const { size, mtimeNs } = found.stats;
  return { isDirectory: false, details: { size, modifiedMs: Number(mtimeNs / NS_PER_MS) } };
}
