// The part of the table of options that concerns pages and browsers.

import type { CacheRule } from "../mixins/cache.ts";
import type { EtagPolicy } from "../server/simple-handler.ts";
import { parseCacheRule } from "./cache-setting.ts";
import type { OptionTable } from "./option.ts";
import {
  type MediaTypeSetting,
  parseBase,
  parseCharset,
  parseHostNames,
  parseMediaTypeSetting,
  parseNames,
  parseOrigins,
} from "./site-values.ts";
import { choiceOf, parseFlag, parsePath } from "./values.ts";

/** What these options can be set to. */
export interface SiteOptions {
  /** File names, the best first. */
  readonly index: readonly string[];
  readonly dotfiles: boolean;
  /** Percent-decoded, with slashes at both ends. */
  readonly base: string;
  /** The page for navigations to paths that name no file. */
  readonly spa: string | undefined;
  readonly notFoundPage: string | undefined;
  /** Origins; `*` is any. Empty: CORS is off. */
  readonly cors: readonly string[];
  readonly isolate: boolean;
  /** Host names; a leading dot includes all subdomains. Empty: any host is answered. */
  readonly allowHost: readonly string[];
  /** In addition to `no-cache` for all files. */
  readonly cache: readonly CacheRule[];
  readonly mime: readonly MediaTypeSetting[];
  /** Empty: none. */
  readonly charset: string;
  readonly compress: "on" | "sidecar" | "off";
  readonly etag: EtagPolicy;
  readonly like: "python" | undefined;
}

export const SITE_OPTIONS: OptionTable<SiteOptions> = {
  index: {
    group: "what to serve",
    metavar: "NAMES",
    help: "the names of index pages, separated by commas, the first that exists counts; `none` for no index pages",
    default: ["index.html", "index.htm"],
    shownDefault: "index.html,index.htm",
    otherNames: ["index-file", "index-files", "index-page", "default-file", "no-index"],
    parse: parseNames,
  },
  dotfiles: {
    group: "what to serve",
    help: "serve and list files and folders that begin with a dot; --no-dotfiles leaves only .well-known",
    default: true,
    shownDefault: "on",
    otherNames: ["hidden", "dot-files", "show-hidden", "no-hidden", "all", "dotfile"],
    parse: parseFlag,
  },
  base: {
    group: "what to serve",
    metavar: "PATH",
    help: "serve everything below this path, such as /app/; / redirects to it",
    default: "/",
    shownDefault: "/",
    otherNames: ["base-path", "route-prefix", "prefix", "mount", "public-url", "base-url", "basename"],
    parse: parseBase,
  },
  spa: {
    group: "what to serve",
    metavar: "FILE",
    bareText: "index.html",
    help: "answer navigations to paths that name no file with this file of the directory (index.html if omitted)",
    default: undefined,
    otherNames: ["single", "fallback", "history", "history-api-fallback", "push-state", "entry-file", "rewrite"],
    names: "page",
    parse: parsePath,
  },
  notFoundPage: {
    name: "404",
    group: "what to serve",
    metavar: "FILE",
    help: "send this file of the directory as the 404 page",
    default: undefined,
    otherNames: ["not-found", "not-found-page", "error-page", "404-page", "page404"],
    names: "page",
    parse: parsePath,
  },
  cors: {
    group: "how to answer",
    metavar: "ORIGIN",
    bareText: "*",
    help: "let pages of this origin, or of any if omitted, read everything; may be repeated",
    default: [],
    isRepeatable: true,
    otherNames: ["cross-origin", "allow-origin", "enable-cors", "access-control-allow-origin"],
    parse: parseOrigins,
  },
  isolate: {
    group: "how to answer",
    help: "isolate pages from other origins, so that they can use SharedArrayBuffer",
    default: false,
    otherNames: ["coop", "coep", "coi", "cross-origin-isolation", "cross-origin-isolated", "isolated", "wasm"],
    parse: parseFlag,
  },
  allowHost: {
    group: "how to answer",
    metavar: "NAME",
    help:
      "answer 421 to requests for any host but this name, localhost and IP addresses; .NAME includes its subdomains; " +
      "may be repeated",
    default: [],
    shownDefault: "any host is answered",
    isRepeatable: true,
    otherNames: ["allowed-hosts", "allowed-host", "allow-hosts", "trusted-hosts", "host-check", "server-name", "vhost"],
    parse: parseHostNames,
  },
  cache: {
    group: "how to answer",
    metavar: "SPEC",
    help:
      "how long clients may keep files: no-cache, no-store, seconds, immutable, any Cache-Control value, or off; " +
      "GLOB=SPEC for some files only; may be repeated, and the last match counts",
    default: [],
    shownDefault: "no-cache",
    isRepeatable: true,
    otherNames: ["no-cache", "no-store", "cache-control", "max-age", "cache-time", "cache-max-age"],
    choices: ["no-cache", "no-store", "immutable", "off"],
    parse: parseCacheRule,
  },
  mime: {
    group: "how to answer",
    metavar: "EXT=TYPE",
    help: "the media type of files with this extension; may be repeated",
    default: [],
    isRepeatable: true,
    otherNames: ["mimetype", "mime-type", "mime-types", "media-type", "type", "types"],
    parse: parseMediaTypeSetting,
  },
  charset: {
    group: "how to answer",
    metavar: "NAME",
    help: "the charset declared for text files; `none` declares none",
    default: "utf-8",
    shownDefault: "utf-8",
    otherNames: ["encoding", "default-charset"],
    parse: parseCharset,
  },
  compress: {
    group: "how to answer",
    metavar: "{on,sidecar,off}",
    bareText: "on",
    help:
      "send files compressed to clients that accept it: the .br, .zst or .gz beside a file, else compressed on the fly; " +
      "`sidecar` sends only those beside a file",
    default: "off",
    shownDefault: "off",
    otherNames: ["gzip", "brotli", "compression", "zstd", "precompressed"],
    parse: choiceOf("on", "sidecar", "off"),
  },
  etag: {
    group: "how to answer",
    metavar: "{identity,content,none}",
    help:
      "what entity tags are made of: the file's size, times and inode number; its content, so that several servers of " +
      "one folder agree; or no tags at all",
    default: "identity",
    shownDefault: "identity",
    otherNames: ["etags", "no-etag", "no-etags"],
    parse: choiceOf("identity", "content", "none"),
  },
  like: {
    group: "how to answer",
    metavar: "{python}",
    help:
      "answer as Python's http.server does, unless another option says otherwise: HTTP/1.0, types without charset, no entity " +
      "tags, ranges or Cache-Control; links still stay inside the directory",
    default: undefined,
    otherNames: ["python", "compat", "compatible", "python-compatible"],
    parse: choiceOf("python"),
  },
};
