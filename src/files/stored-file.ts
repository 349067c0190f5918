// A regular file that was found: what is known of it, and the way to its bytes, wherever they are kept.

import { closeSync, fstatSync } from "node:fs";
import type { BytePart } from "../http/ranges.ts";
import type { ByteSource } from "./byte-source.ts";
import { FileSource } from "./file-source.ts";
import { FileStats } from "./file-stats.ts";
import { type Representation, type RepresentationChoice, StoredRepresentation } from "./representation.ts";
import { readAside } from "./send-file.ts";

/** A piece of a body: latin-1 text as it is sent, or bytes of the file. */
export type BodyPiece = string | BytePart;

/** A file to send. Either `open` or `close` is called, once. */
export interface StoredFile {
  readonly kind: "file";
  readonly stats: FileStats;
  /** Reads bytes from `position` on into a buffer, without blocking; not after `close`. @returns how many were read; 0 at the end. */
  read(buffer: Buffer, position: number): number | Promise<number>;
  /** Tells whether its bytes may have changed since it was found; not after `close`. */
  hasChanged(): boolean;
  /** Returns the file's bytes as a representation, which takes over the file. */
  represent(choice: RepresentationChoice): Representation;
  /** Opens the bytes of these pieces, in this order. Whoever opened them closes them. */
  open(pieces: readonly BodyPiece[]): ByteSource;
  /** Frees what the bytes would have come from. */
  close(): void;
}

/** An open file. */
export class OpenedFile implements StoredFile {
  readonly kind = "file";
  readonly fd: number;
  readonly stats: FileStats;

  /** Takes over the file descriptor. */
  constructor(fd: number, stats: FileStats) {
    this.fd = fd;
    this.stats = stats;
  }

  read(buffer: Buffer, position: number): Promise<number> {
    return readAside(this.fd, buffer, position);
  }

  hasChanged(): boolean {
    return !new FileStats(fstatSync(this.fd, { bigint: true })).equals(this.stats);
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
