// Representations that differ from another one by their coding.

import type { EntityTag } from "../../http/entity-tag.ts";
import type { ByteSource } from "../byte-source.ts";
import type { Representation, RepresentationFacts } from "../representation.ts";

const VARY = "Accept-Encoding";

/** Returns a representation that says that another one may be sent to a request with another `Accept-Encoding`. */
export function negotiated(representation: Representation): Representation {
  return {
    size: representation.size,
    contentType: representation.contentType,
    contentEncoding: representation.contentEncoding,
    mtimeNs: representation.mtimeNs,
    etag: representation.etag,
    vary: varyOf(representation),
    acceptsRanges: representation.acceptsRanges,
    open: (pieces) => representation.open(pieces),
    close: () => representation.close(),
  };
}

/** Returns `Vary` where the coding of a representation was negotiated, too. */
export function varyOf({ vary }: RepresentationFacts): string {
  return vary === undefined ? VARY : `${vary}, ${VARY}`;
}

/**
 * Returns the tag of a representation that is made of another one. It is weak: what a compressor makes of the same bytes differs with
 * its version, and two machines need not have the same. Nothing is lost by it, as parts of such a representation are never sent.
 */
function codedTag(etag: EntityTag | undefined, coding: string): EntityTag | undefined {
  return etag === undefined ? undefined : { isWeak: true, opaque: `${etag.opaque}-${coding}` };
}

/** What a coded representation gets its bytes from. */
export interface CodedBytes {
  /** Undefined where they are made while they are sent. */
  readonly size: number | undefined;
  open(): ByteSource;
  close(): void;
}

/** Makes the representation in a coding of what `original` is as it is. Parts of it cannot be sent: they may be others next time. */
export function codedRepresentation(original: RepresentationFacts, coding: string, bytes: CodedBytes): Representation {
  return {
    size: bytes.size,
    contentType: original.contentType,
    contentEncoding: coding,
    mtimeNs: original.mtimeNs,
    etag: codedTag(original.etag, coding),
    vary: varyOf(original),
    acceptsRanges: false,
    open: () => bytes.open(),
    close: () => bytes.close(),
  };
}
