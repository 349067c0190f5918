// An open file of a tree, and one that says how it is read.

import type { ByteSource } from "../../src/files/byte-source.ts";
import type { FileStats } from "../../src/files/file-stats.ts";
import { openInside } from "../../src/files/open-inside.ts";
import {
  type Representation,
  type RepresentationChoice,
  StoredRepresentation,
} from "../../src/files/representation.ts";
import type { BodyPiece, StoredFile } from "../../src/files/stored-file.ts";
import type { TempTree } from "../support/temp-tree.ts";

/** Opens a file of a tree. */
export function openFile(tree: TempTree, name: string): StoredFile {
  const found = openInside(tree.path, name, "inside");
  if (found?.kind !== "file") throw new Error(`${name} is not there.`);
  return found;
}

/** A file that does all by another one. */
export class ForwardingFile implements StoredFile {
  readonly kind = "file";
  readonly stats: FileStats;
  readonly #file: StoredFile;

  constructor(file: StoredFile) {
    this.#file = file;
    this.stats = file.stats;
  }

  read(buffer: Buffer, position: number): number | Promise<number> {
    return this.#file.read(buffer, position);
  }

  hasChanged(): boolean {
    return this.#file.hasChanged();
  }

  represent(choice: RepresentationChoice): Representation {
    return new StoredRepresentation(this, choice);
  }

  open(pieces: readonly BodyPiece[]): ByteSource {
    return this.#file.open(pieces);
  }

  close(): void {
    this.#file.close();
  }
}

/** A file that counts what is done with it. */
export class CountedFile extends ForwardingFile {
  reads = 0;
  closings = 0;

  override read(buffer: Buffer, position: number): number | Promise<number> {
    this.reads++;
    return super.read(buffer, position);
  }

  override close(): void {
    this.closings++;
    super.close();
  }
}
