// Representations that differ from another one in their content coding only.

import type { EntityTag } from "../../http/entity-tag.ts";
import type { ByteSource } from "../byte-source.ts";
import type { Representation, RepresentationFacts } from "../representation.ts";

const VARY = "Accept-Encoding";

/** Returns the same representation with a `Vary` that says that `Accept-Encoding` decides. */
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

/** Returns the `Vary` of a representation, with `Accept-Encoding` added. */
export function varyOf({ vary }: RepresentationFacts): string {
  return vary === undefined ? VARY : `${vary}, ${VARY}`;
}

/**
 * Returns the tag of a representation made from another one. It is weak: another version of a compressor makes other bytes of the same
 * file, and two machines need not have the same version. Nothing is lost, as such a representation is never sent in parts.
 */
function codedTag(etag: EntityTag | undefined, coding: string): EntityTag | undefined {
  return etag === undefined ? undefined : { isWeak: true, opaque: `${etag.opaque}-${coding}` };
}

/** The bytes of a coded representation. */
export interface CodedBytes {
  /** Undefined if they are made while they are sent. */
  readonly size: number | undefined;
  open(): ByteSource;
  close(): void;
}

/** Makes the coded form of `original`, the file as it is. It cannot be sent in parts: its bytes may be others next time. */
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
