// A handler that answers for a directory with a page of what is in it.

import { type ByteSource, MemorySource } from "../files/byte-source.ts";
import { LISTING_STYLES, type ListingEntry, type ListingStyleName, sortByName } from "../files/listing.ts";
import { readDirectory } from "../files/read-dir.ts";
import { displayPath, splitTarget } from "../files/url-path.ts";
import { FindingRequestHandler, type Found, unlessRefused } from "./finding-handler.ts";

/** What `sendHead` returns: the body, or null if there is none, or the answer is complete. */
export type HeadBody = ByteSource | null;

/** A handler that lists directories. `SimpleHTTPRequestHandler` adds the files. */
export class ListingRequestHandler extends FindingRequestHandler {
  /** The style of directory pages. */
  listing: ListingStyleName = "python";

  /** Tells whether a directory's page names an entry. To be overridden, together with `translatePath`, to hide some. */
  isListed(_name: string): boolean {
    return true;
  }

  /**
   * Sends the head of a directory's page.
   *
   * @returns the page; null when the directory cannot be read, and 404 was sent.
   */
  listDirectory(path: string): HeadBody | Promise<HeadBody> {
    const entries = entriesOf(this.findFile(path))?.filter(({ name }) => this.isListed(name));
    if (entries === undefined) {
      this.sendError(404, "No permission to list directory");
      return null;
    }
    const page = LISTING_STYLES[this.listing](sortByName(entries), displayPath(splitTarget(this.path).path));
    this.sendResponse(200);
    this.sendHeader("Content-type", "text/html; charset=utf-8");
    this.sendHeader("Content-Length", page.length);
    this.addExtraHeaders();
    this.endHeaders();
    return new MemorySource(page);
  }
}

function entriesOf(found: Found): ListingEntry[] | undefined {
  if (typeof found !== "object") return undefined;
  if (found.kind === "file") {
    found.close();
    return undefined;
  }
  const entries = unlessRefused(() => readDirectory(found.path));
  return entries === "refused" ? undefined : entries;
}
