// Paths: where they lead, how they are encoded, what a directory answers, what is refused.

import { head } from "../../support/requests.ts";
import { type Case, differ, differLike, type Group, same } from "./case.ts";

/** A request for a path. */
function get(path: string): string {
  return head(`GET ${path} HTTP/1.0`);
}

/** Paths, with blanks between them, for which both servers answer alike. */
function alike(...paths: readonly string[]): Case[] {
  return same(...paths.flatMap((words) => words.split(" ")).map(get));
}

export const PATHS: Group = {
  name: "paths",
  protocol: "HTTP/1.0",
  cases: [
    ...alike(
      "/page.html /deep/er/and/deeper/file.txt /sub/inner.txt /sub /deep/er /sub? /sub?x /sub?x=1&y=2 /sub#f",
      "/sub?x#f /sub#f?x /sub/?x /sub/#f /sub;p /sub/;p /hello.txt?x /hello.txt#x /hello.txt;x /hello.txt/",
      "/hello.txt/x /hello.txt/.. /hello.txt/../ /missing /missing/ /./hello.txt /../hello.txt",
      "/../../../../etc/passwd /.. /../ /. /./ /sub/.. /sub/../ /sub/../hello.txt /missing/../hello.txt /sub/.",
      "/sub/./ /sub// /sub//inner.txt /sub/./inner.txt /... /names/... /Hello.txt /SUB /SUB/ /hello.txt%20",
      "/hello.txt. /with-html/ /with-html /with-html/?q /with-htm/ /with-both/ /with-link/ /links/file",
      "/links/file.html /links/chain /links/directory /links/directory/inner.txt /links/broken /links/loop",
      "/links/loop/ /times/epoch.txt /times/before-epoch.txt /times/first-second.txt /times/last-fraction.txt",
      "/empty /http://test/hello.txt //test/hello.txt /hello.txt?%00 /? /?x /#",
    ),
    differLike("absolute-form", get("http://test/hello.txt"), get("/hello.txt")),
    differLike("absolute-form", get("http://test/"), get("/")),
    differLike("absolute-form", get("HTTP://test:80/sub?x"), get("/sub?x")),
    differLike("absolute-form", get("http://test?x"), get("/?x")),
    ...differ("safe-location", get("/sub\\..\\..\\sub/..")),
    ...differ(
      "links-inside",
      get("/links/outside.txt"),
      get("/links/outside"),
      get("/links/outside/"),
      get("/links/outside/secret.txt"),
    ),
    ...differ("future-date", get("/times/future.txt")),
    { request: get("/pipe"), differs: ["regular-files"], pythonSilenceMs: 300 },
    { request: head("HEAD /pipe HTTP/1.0"), differs: ["regular-files"], pythonSilenceMs: 300 },
  ],
};

export const ENCODINGS: Group = {
  name: "encodings of paths",
  protocol: "HTTP/1.0",
  cases: [
    ...alike(
      "/a%20b.txt /%61%20b.txt /a+b.txt /names/a+b.txt /names/a%2Bb.txt /%68ello.txt /%68%65llo%2etxt",
      "/sub%2finner.txt /sub%2Finner.txt /%2fhello.txt /%2e%2e/hello.txt /%2e%2e%2f%2e%2e%2fetc%2fpasswd",
      "/sub/%2e%2e/hello.txt /..%2fhello.txt /..%5chello.txt /%252e%252e/hello.txt /names/100%25.txt",
      "/names/%2541.txt /names/%41.txt /names/a%23b.txt /names/a%3Fb.txt /names/a%26b.txt /names/a;b=c.txt",
      "/names/a:b.txt /names/a%3Ab.txt /names/a\\b.txt /names/a%5Cb.txt /names/data%3A%2Cx /names/data:,x",
      '/names/quote%22.txt /names/quote".txt /names/<script>.txt /names/%3Cscript%3E.txt /names/%26amp%3B.txt',
      "/names/%7Etilde.txt /names/~tilde.txt /names/%20leading%20and%20trailing%20 /names/tab%09here.txt",
      "/names/new%0Aline.txt /names/control%01%7F.txt /names/%C3%A4%C3%B6%C3%BC.txt /names/a%CC%88.txt",
      "/names/%E6%97%A5%E6%9C%AC%E8%AA%9E.txt /names/%F0%9F%98%80.txt /names/%C2%85nel.txt /%C3%BCber",
      "/%C3%BCber/gr%C3%B6%C3%9Fe.txt /sub%20dir /bytes/%ED%B3%BF.txt /bytes/latin%ED%B3%A9.txt",
      "/bytes/cut%ED%B3%A2%ED%B2%82.txt /bytes/dir%ED%B3%BF /bytes/dir%ED%B3%BF/ /bytes/dir%ED%B3%BF/x.txt",
      "/hello.txt%3Fx /sub%3F /missing%ED%B3%BF /%EF%BF%BD /sub/%00/",
    ),
    differLike("byte-names", get("/bytes/%FF.txt"), get("/bytes/%ED%B3%BF.txt")),
    differLike("byte-names", get("/bytes/latin%E9.txt"), get("/bytes/latin%ED%B3%A9.txt")),
    differLike("byte-names", get("/bytes/cut%E2%82.txt"), get("/bytes/cut%ED%B3%A2%ED%B2%82.txt")),
    differLike("byte-names", get("/bytes/\xff.txt"), get("/bytes/%ED%B3%BF.txt")),
    differLike(
      "raw-bytes-are-themselves",
      get("/names/\xc3\xa4\xc3\xb6\xc3\xbc.txt"),
      get("/names/%C3%A4%C3%B6%C3%BC.txt"),
    ),
    differLike("raw-bytes-are-themselves", get("/\xc3\xbcber/"), get("/%C3%BCber/")),
    ...differ("raw-bytes-are-not-latin-1", get("/\xfcber/")),
    ...differ("no-traceback", get("/%00"), get("/hello.txt%00"), get("/hello.txt%00.html"), get("/%ED%A0%80")),
    differLike("location-is-ascii", get("/\xc3\xbcber"), get("/%C3%BCber")),
  ],
};

export const DIRECTORIES: Group = {
  name: "directory pages",
  protocol: "HTTP/1.0",
  cases: [
    ...alike(
      "/ /names/ /bytes/ /sub/ /empty/ /types/ /sizes/ /links/ /times/ /with-upper/ /with-broken-link/",
      "/links/directory/ /%C3%BCber/ /sub%20dir/ /names/sub%20dir/ /names/Zdir/ //names/ /./names/",
      "/names/../names/ /names/?C=M /names/#top /sub/?<b> /<b>/../sub/ /%3Cb%3E/../sub/ /%ed%b3%bf/../sub/",
      "/&/../sub/ /%26amp;/../sub/ /%22'/../sub/ /%0a/../sub/ /%e2%82%ac/../sub/ /%25/../sub/",
    ),
    differLike("index-pages-are-files", get("/with-directory/"), get("/with-directory.x/")),
    differLike("index-pages-are-files", get("/with-directory-and-htm/"), get("/with-htm/")),
    differLike("no-local-path-in-title", get("/sub/?x=%bb"), get("/sub/")),
    differLike("no-local-path-in-title", get("/%ff/../sub/"), get("/%EF%BF%BD/../sub/")),
    ...differ("raw-bytes-in-title", get("/\xe4/../sub/")),
    differLike("encoded-slash-is-a-slash", get("/sub%2f"), get("/sub/")),
    differLike("encoded-slash-is-a-slash", get("/sub%2F"), get("/sub/")),
    differLike("encoded-slash-is-a-slash", get("/hello.txt%2f"), get("/hello.txt/")),
    differLike("encoded-slash-is-a-slash", get("/with-html%2F"), get("/with-html/")),
  ],
};

/** The path of each name in a directory. */
function each(folder: string, names: string): string[] {
  return names.split(" ").map((name) => `/${folder}/${name}`);
}

export const TYPES_AND_SIZES: Group = {
  name: "media types and sizes",
  protocol: "HTTP/1.0",
  cases: [
    ...alike(
      ...each("types", "file.html file.htm file.HTML file.txt file.css file.csv file.xml file.json file.pdf file.png"),
      ...each("types", "file.jpg file.jpeg file.gif file.svg file.ico file.mp3 file.mp4 file.webm file.wav file.zip"),
      ...each(
        "types",
        "file.tar file.Z file.c file.h file.js file.mjs file.wasm file.unknown file.txt.unknown file.sh",
      ),
      ...each("types", "file.exe file.mht file.swf none .htaccess .html"),
      ...each(
        "sizes",
        "0.bin 1.bin 16383.bin 16384.bin 16385.bin 65535.bin 65536.bin 65537.bin 131073.bin 1048577.bin",
      ),
    ),
    ...differ("extensions-map", get("/types/file.gz"), get("/types/file.tar.gz"), get("/types/file.TAR.GZ")),
    ...differ("extensions-map", get("/types/file.bz2"), get("/types/file.xz"), get("/types/file.tar.xz")),
    ...differ("extensions-map", get("/types/file.svg.gz"), get("/types/file.svgz"), get("/types/file.tgz")),
    ...differ("extensions-map", get("/types/file.py")),
    ...differ("more-types", get("/types/file.xlsx")),
  ],
};
