// An entity tag that depends on a file's bytes alone: machines that have the same file agree on it.

import type { Hash } from "node:crypto";
import type { EntityTag } from "../http/entity-tag.ts";
import { SETTLED_MS } from "./file-version.ts";
import type { StoredFile } from "./stored-file.ts";
import { VersionMemory } from "./version-memory.ts";

/** SHA-256: nobody can make two files with one tag, and no other safe hash is faster, as processors have instructions for it. */
const ALGORITHM = "sha256";
/** Bytes hashed at a time; 256 KiB, at most half a millisecond. After each piece other connections have their turn. */
const PIECE_BYTES = 262144;
/** How many tags are remembered, at some 200 bytes each. */
const MAX_TAGS = 65536;

const tags = new VersionMemory<EntityTag | undefined>(
  MAX_TAGS,
  () => 1,
  (tag) => tag !== undefined,
);

/**
 * Returns the tag of a file's bytes; undefined if they change while they are read. A promise, unless the tag is remembered: only those of
 * files left alone for `settledMs` are.
 *
 * Each version of a file is read once, in time that grows with its size: a second for some 500 MB to 2 GB.
 */
export function contentTag(
  file: StoredFile,
  settledMs: number = SETTLED_MS,
): EntityTag | undefined | Promise<EntityTag | undefined> {
  return tags.get(file.stats, "", settledMs, () => hashFile(file));
}

/** Returns the same tag for bytes in memory. */
export function tagOfBytes(bytes: Uint8Array): EntityTag {
  return tagOf(newHash().update(bytes));
}

async function hashFile(file: StoredFile): Promise<EntityTag | undefined> {
  const { size } = file.stats;
  const hash = newHash();
  const buffer = Buffer.allocUnsafe(Math.min(size, PIECE_BYTES));
  for (let position = 0; position < size; ) {
    const bytesRead = await file.read(buffer.subarray(0, size - position), position);
    if (bytesRead === 0) return undefined;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return file.hasChanged() ? undefined : tagOf(hash);
}

function newHash(): Hash {
  return process.getBuiltinModule("node:crypto").createHash(ALGORITHM);
}

function tagOf(hash: Hash): EntityTag {
  return { isWeak: false, opaque: hash.digest("base64url") };
}
