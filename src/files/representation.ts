// What can be sent of a file: what is known of its bytes before any of them is read, and the way to them.

import type { EntityTag } from "../http/entity-tag.ts";
import type { ByteSource } from "./byte-source.ts";
import type { KeptPlans } from "./kept-plans.ts";
import type { BodyPiece, StoredFile } from "./stored-file.ts";

/** What is chosen for a file, rather than known from it. */
export interface RepresentationChoice {
  /** The complete Content-Type. */
  readonly contentType: string;
  /** The Content-Encoding; undefined if there is none. */
  readonly contentEncoding?: string | undefined;
  readonly etag: EntityTag | undefined;
  /** The request fields that the choice depended on (`Vary`); undefined if there are none. */
  readonly vary?: string | undefined;
  /** False if parts of it cannot be sent: `Range` does not count then. */
  readonly acceptsRanges: boolean;
}

/** What a plan needs to know of a representation (RFC 9110 §3.2). */
export interface RepresentationFacts extends RepresentationChoice {
  /** In bytes; undefined if it is not known before they are sent. */
  readonly size: number | undefined;
  /** When it changed, in nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** What `planFile` keeps for a representation that is sent again and again; undefined for one that is not. */
  readonly kept?: KeptPlans | undefined;
}

/** A representation and its bytes. Either `open` or `close` is called, once for each request. */
export interface Representation extends RepresentationFacts {
  /** Opens the bytes of these pieces, in this order. Whoever opened them closes them. */
  open(pieces: readonly BodyPiece[]): ByteSource;
  /** Frees what the bytes would have come from. */
  close(): void;
}

/** The bytes of a file, as they are. */
export class StoredRepresentation implements Representation {
  readonly size: number;
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
  readonly mtimeNs: bigint;
  readonly etag: EntityTag | undefined;
  readonly vary: string | undefined;
  readonly acceptsRanges: boolean;
  readonly kept: KeptPlans | undefined;
  readonly #file: StoredFile;

  /** Takes over the file. `kept` is for a representation that is sent again and again. */
  constructor(file: StoredFile, choice: RepresentationChoice, kept?: KeptPlans) {
    this.#file = file;
    this.kept = kept;
    this.size = file.stats.size;
    this.contentType = choice.contentType;
    this.contentEncoding = choice.contentEncoding;
    this.mtimeNs = file.stats.mtimeNs;
    this.etag = choice.etag;
    this.vary = choice.vary;
    this.acceptsRanges = choice.acceptsRanges;
  }

  open(pieces: readonly BodyPiece[]): ByteSource {
    return this.#file.open(pieces);
  }

  close(): void {
    this.#file.close();
  }
}
