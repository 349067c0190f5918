// The folder that both servers serve: many kinds of names, sizes, times, directories, index pages and links.

import { execFileSync } from "node:child_process";
import { lutimesSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findProgram } from "../support/programs.ts";

/** When the files were changed last: 2020-02-29 12:34:56.789 UTC. */
const MODIFIED = 1_582_979_696.789;
/** The same as a header field says it. */
export const MODIFIED_DATE = "Sat, 29 Feb 2020 12:34:56 GMT";

/** Names in one directory, in the order in which the file system is given them. */
const NAMES = [
  "a b.txt",
  "100%.txt",
  "%41.txt",
  "a+b.txt",
  "a#b.txt",
  "a?b.txt",
  "a&b.txt",
  "a;b=c.txt",
  "a:b.txt",
  "a\\b.txt",
  "data:,x",
  'quote".txt',
  "quote'.txt",
  "<script>.txt",
  "&amp;.txt",
  "~tilde.txt",
  "-dash.txt",
  "*star.txt",
  "$dollar,at@!.txt",
  "(round)[square]{curly}|^`.txt",
  " leading and trailing ",
  "tab\there.txt",
  "new\nline.txt",
  "control\x01\x7f.txt",
  ".hidden",
  "..double",
  "...",
  "trailing.",
  "Upper.TXT",
  "upper.txt.bak",
  "_under",
  "ZED",
  "zed.txt",
  "\u00e4\u00f6\u00fc.txt",
  "a\u0308.txt",
  "\u65e5\u672c\u8a9e.txt",
  "\u{1f600}.txt",
  "\ufb00.txt",
  "\u03a3\u0391\u03a3.txt",
  "\u0130stanbul.txt",
  "stra\u00dfe.txt",
  "\u200brtl\u202e.txt",
  "\u0085nel.txt",
];

/** Names that are not UTF-8, as the bytes they are; latin-1. */
const BYTE_NAMES = ["\xff.txt", "latin\xe9.txt", "cut\xe2\x82.txt", "\xed\xa0\x80.txt"];

/** Files whose names tell their types. */
const EXTENSIONS = `
  html htm HTML txt css csv xml json pdf png jpg jpeg gif svg ico
  mp3 mp4 webm wav zip tar gz tar.gz TAR.GZ bz2 xz Z svg.gz svgz tgz
  py c h js mjs wasm unknown txt.unknown sh exe tar.xz mht swf xlsx
`;

/** Sizes around the blocks in which servers copy. */
const SIZES = [0, 1, 16383, 16384, 16385, 65535, 65536, 65537, 131073, 1048577];

/** A generated folder; `using` removes it. */
export class ServedFolder implements Disposable {
  readonly #parent: string;
  /** The folder to serve. */
  readonly path: string;

  constructor() {
    this.#parent = mkdtempSync(join(tmpdir(), "basehttp-differential-"));
    this.path = join(this.#parent, "served");
    this.#write("../outside/secret.txt", "secret\n");
    this.#writeFiles();
    this.#writeIndexPages();
    this.#writeLinks();
    this.#writeTimes();
    this.#makeDirectory("empty");
    this.#makeDirectory("names/sub dir");
    this.#makeDirectory("names/Zdir");
    execFileSync(findProgram("mkfifo") as string, [join(this.path, "pipe")]);
  }

  [Symbol.dispose](): void {
    rmSync(this.#parent, { recursive: true, force: true });
  }

  #writeFiles(): void {
    this.#write("hello.txt", "Hello, world\n");
    this.#write("a b.txt", "blank\n");
    this.#write("page.html", "<!DOCTYPE html>\n<title>Page</title>\n<p>\u00e4\u20ac\n");
    this.#write("deep/er/and/deeper/file.txt", "deep\n");
    this.#write("sub/inner.txt", "inner\n");
    this.#write("\u00fcber/gr\u00f6\u00dfe.txt", "umlauts\n");
    this.#write("sub dir/in blank.txt", "in blank\n");
    for (const name of NAMES) this.#write(`names/${name}`, `${name}\n`);
    for (const name of BYTE_NAMES) this.#write(latin1Path(this.path, "bytes", name), `bytes ${name}`);
    this.#write(latin1Path(this.path, "bytes", "dir\xff/x.txt"), "x\n");
    for (const extension of EXTENSIONS.trim().split(/\s+/)) this.#write(`types/file.${extension}`, extension);
    this.#write("types/none", "none");
    this.#write("types/.htaccess", "dot");
    this.#write("types/.html", "dot");
    for (const size of SIZES) this.#write(`sizes/${size}.bin`, Buffer.alloc(size, "0123456789abcdef\n"));
  }

  #writeIndexPages(): void {
    this.#write("with-html/index.html", "html\n");
    this.#write("with-htm/index.htm", "htm\n");
    this.#write("with-both/index.html", "html\n");
    this.#write("with-both/index.htm", "htm\n");
    this.#write("with-upper/INDEX.HTML", "upper\n");
    this.#write("with-directory/index.html/x.txt", "x\n");
    this.#write("with-directory.x/index.html.x/x.txt", "x\n");
    this.#write("with-directory-and-htm/index.html/x.txt", "x\n");
    this.#write("with-directory-and-htm/index.htm", "htm\n");
    this.#link("with-link/index.html", "../hello.txt");
    this.#link("with-broken-link/index.html", "nowhere");
  }

  #writeLinks(): void {
    this.#link("links/file", "../hello.txt");
    this.#link("links/file.html", "../hello.txt");
    this.#link("links/directory", "../sub");
    this.#link("links/broken", "nowhere");
    this.#link("links/loop", "loop");
    this.#link("links/chain", "file");
    this.#link("links/outside", "../../outside");
    this.#link("links/outside.txt", "../../outside/secret.txt");
  }

  #writeTimes(): void {
    this.#write("times/epoch.txt", "epoch\n", 0);
    this.#write("times/before-epoch.txt", "before\n", -86400.5);
    this.#write("times/first-second.txt", "first\n", 1);
    this.#write("times/last-fraction.txt", "fraction\n", 1_000_000_000.999);
    this.#write("times/future.txt", "future\n", 4_102_444_800);
  }

  /** Writes a file below the served folder, and the directories that lead to it. */
  #write(path: string | Buffer, content: string | Buffer, modified: number = MODIFIED): void {
    const whole = typeof path === "string" ? join(this.path, path) : path;
    this.#makeParent(whole);
    writeFileSync(whole, content);
    const date = new Date(modified * 1000); // of a negative number Node would make the present
    utimesSync(whole, date, date);
  }

  #link(path: string, target: string): void {
    const whole = join(this.path, path);
    this.#makeParent(whole);
    symlinkSync(target, whole);
    lutimesSync(whole, MODIFIED, MODIFIED);
  }

  #makeDirectory(path: string): void {
    mkdirSync(join(this.path, path), { recursive: true });
  }

  #makeParent(path: string | Buffer): void {
    const parent = typeof path === "string" ? dirname(path) : path.subarray(0, path.lastIndexOf("/"));
    mkdirSync(parent, { recursive: true });
  }
}

/** A path whose last part is bytes. */
function latin1Path(folder: string, directory: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(join(folder, directory, "/")), Buffer.from(name, "latin1")]);
}
