// The content codings that are sent (RFC 9110 §8.4.1).

/** The name of a content coding, as `Accept-Encoding` has it. */
export type CodingName = "br" | "zstd" | "gzip";

/** A content coding, and the extension of files stored in it. */
interface ContentCoding {
  readonly name: CodingName;
  readonly extension: string;
}

/** The one that makes files smallest comes first: among codings a client likes equally, the first is sent. */
export const CONTENT_CODINGS: readonly ContentCoding[] = [
  { name: "br", extension: ".br" },
  { name: "zstd", extension: ".zst" },
  { name: "gzip", extension: ".gz" },
];

/** Their names, in the same order. */
export const CODING_NAMES: readonly CodingName[] = CONTENT_CODINGS.map(({ name }) => name);

const CODED_NAME = /\.(?:br|zst|gz|tgz|svgz|bz2|tbz2|xz|txz|lzma|z)$/i;

/**
 * Tells by its name whether a file is compressed already, whatever media type that name has: `a.svgz` is `image/svg+xml`.
 *
 * Such a file is sent as it is. Whoever asks for `a.tar.gz` wants that file, and many clients save a body without decoding it.
 */
export function hasCodedName(path: string): boolean {
  return CODED_NAME.test(path);
}
