// How long caches may keep files. Off, it costs nothing: it is not in the class.

import { basename } from "node:path";
import { compileGlob } from "../files/glob.ts";
import type { FoundDirectory } from "../files/open-inside.ts";
import { placeOf } from "../files/place.ts";
import type { StoredFile } from "../files/stored-file.ts";
import type { HeadBody } from "../server/listing-handler.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** What `Cache-Control` says of some files. */
export interface CacheRule {
  /** Which files, by their path below the directory, as `assets/**` or `*.html`; undefined: all. See `compileGlob`. */
  readonly pattern?: string | undefined;
  /** The field's value; undefined: there is no such field. */
  readonly value: string | undefined;
}

/** What is answered with the file, a part of it, or "you have it". */
const MEANT: ReadonlySet<number | undefined> = new Set([200, 206, 304]);

/**
 * Makes a handler of files say how long they may be kept. Of the rules that fit a file the last one counts.
 *
 * The path of a file is where it lies, not how it was asked for: `/` is `index.html`. The page of a directory changes without notice: it
 * gets `no-cache`, or, where the rule for the directory says so, `no-store` or nothing. Errors and redirections go without.
 */
export function CacheMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(
  base: Base,
  rules: readonly CacheRule[],
): Base {
  const matchers = rules
    .map(({ pattern, value }) => ({ value, fits: pattern === undefined ? undefined : compileGlob(pattern) }))
    .reverse();

  class Cache extends (base as Constructor<SimpleHTTPRequestHandler>) {
    /** What the answer in hand is to say. */
    #value: string | undefined;

    override sendFile(path: string, file: StoredFile): HeadBody | Promise<HeadBody> {
      this.#value = this.#valueFor(path);
      return super.sendFile(path, file);
    }

    override listDirectory(path: string, found?: FoundDirectory): HeadBody | Promise<HeadBody> {
      const value = this.#valueFor(path);
      this.#value = value === undefined || value === "no-store" ? value : "no-cache";
      return super.listDirectory(path, found);
    }

    override endHeaders(): void {
      const { status } = this.responseHead;
      if (this.#value !== undefined && MEANT.has(status)) this.sendHeader("Cache-Control", this.#value);
      if (status === undefined || status >= 200) this.#value = undefined;
      super.endHeaders();
    }

    /** Where no rule has a pattern, nobody looks at the path. */
    #valueFor(path: string): string | undefined {
      let relative: string | undefined;
      for (const { value, fits } of matchers) {
        if (fits === undefined) return value;
        relative ??= this.#relative(path);
        if (fits(relative)) return value;
      }
      return undefined;
    }

    /** A file that lies elsewhere has its name only. */
    #relative(path: string): string {
      const place = placeOf(path, this.directory, "follow");
      return place !== undefined && place.root === this.directory ? place.relative : basename(path);
    }
  }
  return Cache as unknown as Base;
}
