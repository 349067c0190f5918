// Compressed files: those that lie beside a file first, then compression on the fly.

import { negotiated, varyOf } from "../files/coding/coded-representation.ts";
import { isCompressible } from "../files/coding/compressible-type.ts";
import type { CompressionLimits } from "../files/coding/compression-limits.ts";
import { Compressor } from "../files/coding/compressor.ts";
import { CODING_NAMES, hasCodedName } from "../files/coding/content-coding.ts";
import { canEncode } from "../files/coding/encoder.ts";
import { findSidecars, type Sidecar, takeSidecar } from "../files/coding/sidecar.ts";
import type { Representation } from "../files/representation.ts";
import type { StoredFile } from "../files/stored-file.ts";
import { HTTPError } from "../http/errors.ts";
import { chooseCoding } from "../http/negotiation.ts";
import type { SimpleHTTPRequestHandler } from "../server/simple-handler.ts";
import type { Constructor } from "../socketserver/constructor.ts";

/** How files are compressed. */
export interface CompressionOptions {
  /** False sends only the compressed files that lie beside a file. By default true. */
  readonly onTheFly?: boolean;
  /** The limits on compressing on the fly that differ from the default. */
  readonly limits?: Partial<CompressionLimits>;
}

/**
 * Makes a file handler send files compressed to clients that ask for it (RFC 9110 §12.5.3).
 *
 * `page.html.br`, `.zst` and `.gz` beside `page.html` come first, unless they are older than it. Otherwise text and the like are compressed
 * on the fly with brotli, zstd (Node 22.15 and later) or gzip, once for each version of a file. A client that refuses the file as it is
 * (`identity;q=0`) gets 406 if there is no other form of it, and 503 if there is too much to do.
 */
export function CompressionMixin<Base extends Constructor<SimpleHTTPRequestHandler>>(
  base: Base,
  { onTheFly = true, limits }: CompressionOptions = {},
): Base {
  const compressor = new Compressor(limits);
  const codings = onTheFly ? CODING_NAMES.filter(canEncode) : [];

  class Compression extends (base as Constructor<SimpleHTTPRequestHandler>) {
    override selectRepresentation(path: string, file: StoredFile): Representation | Promise<Representation> {
      const selected = super.selectRepresentation(path, file);
      if (!(selected instanceof Promise)) return this.#negotiate(path, file, selected);
      return selected.then((original) => this.#negotiate(path, file, original));
    }

    #negotiate(path: string, file: StoredFile, original: Representation): Representation | Promise<Representation> {
      const field = this.headers.getAll("Accept-Encoding")?.join(", ");
      const isCoded = hasCodedName(path);
      const possible = isCoded ? [] : codings;
      const isCodable = possible.length > 0 && isCompressible(original.contentType);
      if (isCodable && chooseCoding(field, CODING_NAMES) === "identity") return negotiated(original);
      const sidecars = isCoded ? [] : findSidecars((beside) => this.findSubstitute(beside), path, file.stats, field);
      const stored = sidecars.map(({ coding }) => coding);
      const worthwhile = isCodable && !this.#wantsPart() && compressor.wants(file.stats.size) ? possible : [];
      // If the client accepts neither a worthwhile coding nor the file as it is, any possible coding will do.
      const chosen = chooseCoding(field, [...stored, ...worthwhile]) ?? chooseCoding(field, possible);
      const sidecar = takeSidecar(sidecars, chosen);
      if (sidecar !== undefined) return this.#representSidecar(sidecar, original);
      if (chosen === undefined) throw new HTTPError(406);
      const coding = possible.find((name) => name === chosen);
      if (coding !== undefined)
        return compressor.represent(file, original, coding, chooseCoding(field, []) === undefined);
      return isCodable || sidecars.length > 0 ? negotiated(original) : original;
    }

    /** Only what is stored can be sent in parts. */
    #wantsPart(): boolean {
      return this.command === "GET" && this.acceptRanges && this.headers.getAll("Range") !== null;
    }

    /** Takes over the sidecar and, unless it fails, the original. */
    #representSidecar({ coding, file }: Sidecar, original: Representation): Representation | Promise<Representation> {
      const represent = (etag: Representation["etag"]): Representation => {
        original.close();
        const { contentType } = original;
        const choice = {
          contentType,
          contentEncoding: coding,
          vary: varyOf(original),
          acceptsRanges: this.acceptRanges,
        };
        return file.represent({ ...choice, etag });
      };
      const close = (error: unknown): never => {
        file.close();
        throw error;
      };
      const etag = this.etagOf(file);
      return etag instanceof Promise ? etag.then(represent, close) : represent(etag);
    }
  }
  return Compression as unknown as Base;
}
