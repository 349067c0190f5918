// A regular file that was found: what is known of it, and the way to its bytes, wherever they are kept.

import { closeSync } from "node:fs";
import type { BytePart } from "../http/ranges.ts";
import type { ByteSource } from "./byte-source.ts";
import { FileSource } from "./file-source.ts";
import type { FileStats } from "./file-stats.ts";
import { type Representation, type RepresentationChoice, StoredRepresentation } from "./representation.ts";

/** A piece of a body: latin-1 text as it is sent, or bytes of the file. */
export type BodyPiece = string | BytePart;

/** A file to send. Either `open` or `close` is called, once. */
export interface StoredFile {
  readonly kind: "file";
  readonly stats: FileStats;
  /** Returns the file's bytes as a representation, which takes over the file. */
  represent(choice: RepresentationChoice): Representation;
  /** Opens the bytes of these pieces, in this order. Whoever opened them closes them. */
  open(pieces: readonly BodyPiece[]): ByteSource;
  /** Frees what the bytes would have come from. */
  close(): void;
}

/** A file that is open for reading. */
export class OpenedFile implements StoredFile {
  readonly kind = "file";
  readonly fd: number;
  readonly stats: FileStats;

  /** Takes over the descriptor. */
  constructor(fd: number, stats: FileStats) {
    this.fd = fd;
    this.stats = stats;
  }

  represent(choice: RepresentationChoice): Representation {
    return new StoredRepresentation(this, choice);
  }

  open(pieces: readonly BodyPiece[]): ByteSource {
    return new FileSource(this.fd, pieces);
  }

  close(): void {
    closeSync(this.fd);
  }
}
