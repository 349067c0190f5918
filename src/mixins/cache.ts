// How long caches may keep files.

import { basename } from "node:path";
import { compileGlob } from "../files/glob.ts";
import type { FoundDirectory } from "../files/open-inside.ts";
import { placeOf } from "../files/place.ts";
import type { StoredFile } from "../files/stored-file.ts";
import type { HeadBody } from "../server/listing-handler.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** The `Cache-Control` of some files. */
export interface CacheRule {
  /** Which files: a pattern for their path below the directory, such as `assets/**` or `*.html`; undefined means all. See `compileGlob`. */
  readonly pattern?: string | undefined;
  /** The field's value; undefined means no field. */
  readonly value: string | undefined;
}

/** The statuses of a file, of a part of it, and of "you have it already". */
const MEANT: ReadonlySet<number | undefined> = new Set([200, 206, 304]);

/**
 * Makes a file handler say how long its files may be kept. Where several rules fit a file, the last one counts.
 *
 * Rules see where a file lies, not how it was asked for: `/` is `index.html`. The page of a directory changes without notice, so it gets
 * `no-cache` in place of any value but `no-store`. Errors and redirections get no such field.
 */
export function CacheMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(
  base: Base,
  rules: readonly CacheRule[],
): Base {
  const matchers = rules
    .map(({ pattern, value }) => ({ value, fits: pattern === undefined ? undefined : compileGlob(pattern) }))
    .reverse();

  class Cache extends (base as Constructor<SimpleHTTPRequestHandler>) {
    /** The field's value in the present response. */
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

    /** Looks at the path only when a rule has a pattern. */
    #valueFor(path: string): string | undefined {
      let relative: string | undefined;
      for (const { value, fits } of matchers) {
        if (fits === undefined) return value;
        relative ??= this.#relative(path);
        if (fits(relative)) return value;
      }
      return undefined;
    }

    /** A file outside the directory is matched by its name alone. */
    #relative(path: string): string {
      const place = placeOf(path, this.directory, "follow");
      return place !== undefined && place.root === this.directory ? place.relative : basename(path);
    }
  }
  return Cache as unknown as Base;
}
