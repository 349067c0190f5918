import assert from "node:assert/strict";
import { test } from "node:test";
import type { Environment } from "../../src/cli/environment.ts";
import { readCommand, type Settings } from "../../src/cli/read-command.ts";
import { VERSION } from "../../src/http/version.ts";

function settingsOf(line: string, environment: Environment = {}): Settings {
  const command = readCommand(
    line.split(" ").filter((word) => word !== ""),
    environment,
  );
  assert.equal(command.kind, "serve");
  return command.settings;
}

test("without arguments the current directory is served on port 8000 of all interfaces, with HTTP/1.1", () => {
  assert.deepEqual(settingsOf(""), {
    port: 8000,
    bind: "",
    directory: undefined,
    file: undefined,
    symlinks: "inside",
    listing: true,
    protocol: "HTTP/1.1",
    header: [],
    compress: "off",
    limit: [],
    contentType: "application/octet-stream",
    index: ["index.html", "index.htm"],
    dotfiles: true,
    base: "/",
    spa: undefined,
    notFoundPage: undefined,
    cors: [],
    isolate: false,
    allowHost: [],
    cache: [],
    mime: [],
    charset: "utf-8",
    etag: "identity",
    like: undefined,
    cgi: false,
    cgiUser: undefined,
    cgiEnv: [],
    cgiAuthorization: false,
    tlsCert: undefined,
    tlsKey: undefined,
    tlsPasswordFile: undefined,
    config: undefined,
    quiet: false,
    grace: 10,
    completion: undefined,
    help: false,
    version: false,
  });
});

const OPERANDS: readonly (readonly [line: string, settings: Partial<Settings>])[] = [
  ["9000", { port: 9000 }],
  ["src", { directory: "src" }],
  ["9000 src", { port: 9000, directory: "src" }],
  ["src 9000", { port: 9000, directory: "src" }],
  ["package.json", { file: "package.json", directory: undefined }],
  ["localhost:9000", { bind: "localhost", port: 9000 }],
  ["127.0.0.1:0 src", { bind: "127.0.0.1", port: 0, directory: "src" }],
  ["[::1]:9000", { bind: "::1", port: 9000 }],
  [":9000", { bind: "", port: 9000 }],
  ["9000 -b localhost", { bind: "localhost", port: 9000 }],
  [
    "--limit headMs=5000 --limit maxBodyBytes=unlimited",
    {
      limit: [
        ["headMs", 5000],
        ["maxBodyBytes", Number.POSITIVE_INFINITY],
      ],
    },
  ],
  ["--spa src", { spa: "index.html", directory: "src" }],
  ["--cors package.json", { cors: ["*"], file: "package.json" }],
  ["-q 9000 -- src", { quiet: true, port: 9000, directory: "src" }],
];

for (const [line, expected] of OPERANDS) {
  test(`\`basehttp ${line}\` is told apart by form`, () => {
    const settings = settingsOf(line);
    for (const [key, value] of Object.entries(expected)) assert.deepEqual(settings[key as keyof Settings], value, key);
  });
}

const REFUSED: readonly (readonly [line: string, message: string])[] = [
  [
    "--limit headMs=-1",
    "argument --limit: expected headMs=NUMBER, a whole number above 0, or headMs=unlimited, not 'headMs=-1'",
  ],
  [
    "--limit headMs",
    "argument --limit: expected headMs=NUMBER, a whole number above 0, or headMs=unlimited, not 'headMs'",
  ],
  ["abc", "argument port: invalid int value: 'abc', and no file or directory has that name"],
  ["./8000", "argument port: invalid int value: './8000', and no file or directory has that name"],
  [
    "127.0.0.1",
    "argument port: invalid int value: '127.0.0.1', and no file or directory has that name; to listen there, use --bind 127.0.0.1",
  ],
  [
    "--cors http://a.example src",
    "argument port: invalid int value: 'http://a.example', and no file or directory has that name; if it is meant for --cors, write --cors=http://a.example",
  ],
  [
    "--spa package.json",
    "argument --spa: 'package.json' would be the only file served; if it is meant for --spa, write --spa=package.json",
  ],
  ["65536", "argument port: a port is a number from 0 to 65535, not 65536"],
  ["localhost:99999", "argument port: a port is a number from 0 to 65535, not 99999"],
  ["[zz]:80", "argument port: '[zz]' is neither an IP address nor a host name"],
  ["8000 9000", "the port is given twice: '8000' and '9000'"],
  ["8000 --port 9000", "the port is given twice: '9000' and '8000'"],
  ["-p 9000 localhost:8000", "the port is given twice: '9000' and '8000'"],
  ["-b ::1 localhost:8000", "the address to listen on is given twice: '::1' and 'localhost'"],
  ["src test", "what to serve is given twice: 'src' and 'test'"],
  ["package.json test", "what to serve is given twice: 'package.json' and 'test'"],
  ["-d src package.json", "what to serve is given twice: 'src' and 'package.json'"],
  ["--tls-key k", "--tls-key requires --tls-cert to be set"],
  ["--tls-password-file p", "--tls-password-file requires --tls-cert to be set"],
];

for (const [line, message] of REFUSED) {
  test(`\`basehttp ${line}\` is refused: ${message}`, () => {
    assert.throws(() => settingsOf(line), { message, kind: "usage" });
  });
}

test("what is neither a directory nor a regular file is refused", { skip: process.platform === "win32" }, () => {
  assert.throws(() => settingsOf("/dev/null"), { message: "'/dev/null' is neither a directory nor a regular file" });
});

test("every option can be set in the environment", () => {
  const settings = settingsOf("", {
    BASEHTTP_PORT: "9000",
    BASEHTTP_BIND: "::1",
    BASEHTTP_DIRECTORY: "src",
    BASEHTTP_SYMLINKS: "deny",
    BASEHTTP_LISTING: "0",
    BASEHTTP_PROTOCOL: "HTTP/1.0",
    BASEHTTP_HEADER: "A: 1\nB: 2\n",
    BASEHTTP_CONTENT_TYPE: "text/plain",
    BASEHTTP_INDEX: "a",
    BASEHTTP_DOTFILES: "0",
    BASEHTTP_BASE: "app",
    BASEHTTP_SPA: "s.html",
    BASEHTTP_404: "404.html",
    BASEHTTP_CORS: "https://a.example\nhttps://b.example",
    BASEHTTP_ISOLATE: "1",
    BASEHTTP_ALLOW_HOST: "a.example,.b.example\nnas",
    BASEHTTP_CACHE: "no-store\n*.a=1",
    BASEHTTP_MIME: "a=a/b",
    BASEHTTP_CHARSET: "none",
    BASEHTTP_LIKE: "python",
    BASEHTTP_COMPRESS: "sidecar",
    BASEHTTP_ETAG: "content",
    BASEHTTP_LIMIT: "headMs=5000\nmaxConnections=7",
    BASEHTTP_CGI: "1",
    BASEHTTP_CGI_ENV: "A=1\nB=",
    BASEHTTP_CGI_AUTHORIZATION: "1",
    BASEHTTP_TLS_CERT: "c",
    BASEHTTP_TLS_KEY: "k",
    BASEHTTP_TLS_PASSWORD_FILE: "p",
    BASEHTTP_QUIET: "1",
    BASEHTTP_GRACE: "0",
    BASEHTTP_HELP: "1",
    BASEHTTP_VERSION: "1",
  });
  assert.deepEqual(settings, {
    port: 9000,
    bind: "::1",
    directory: "src",
    file: undefined,
    symlinks: "deny",
    listing: false,
    protocol: "HTTP/1.0",
    header: [
      ["A", "1"],
      ["B", "2"],
    ],
    compress: "sidecar",
    etag: "content",
    limit: [
      ["headMs", 5000],
      ["maxConnections", 7],
    ],
    contentType: "text/plain",
    index: ["a"],
    dotfiles: false,
    base: "/app/",
    spa: "s.html",
    notFoundPage: "404.html",
    cors: ["https://a.example", "https://b.example"],
    isolate: true,
    allowHost: ["a.example", ".b.example", "nas"],
    cache: [
      { pattern: undefined, value: "no-store" },
      { pattern: "*.a", value: "public, max-age=1" },
    ],
    mime: [[".a", "a/b"]],
    charset: "",
    like: "python",
    cgi: true,
    cgiUser: undefined,
    cgiEnv: [
      ["A", "1"],
      ["B", ""],
    ],
    cgiAuthorization: true,
    tlsCert: "c",
    tlsKey: "k",
    tlsPasswordFile: "p",
    config: undefined,
    quiet: true,
    grace: 0,
    completion: undefined,
    help: false,
    version: false,
  });
});

test("PORT and HOST are read where the program's own variables are not set", () => {
  const foreign = { PORT: "9000", HOST: "localhost" };
  assert.equal(settingsOf("", foreign).port, 9000);
  assert.equal(settingsOf("", foreign).bind, "localhost");
  assert.equal(settingsOf("", { ...foreign, BASEHTTP_PORT: "9001" }).port, 9001);
  assert.equal(settingsOf("", { ...foreign, BASEHTTP_BIND: "::1" }).bind, "::1");
});

test("the command line goes before the environment", () => {
  const environment = {
    BASEHTTP_PORT: "9000",
    BASEHTTP_QUIET: "1",
    BASEHTTP_DIRECTORY: "src",
    BASEHTTP_HEADER: "A: 1",
  };
  assert.equal(settingsOf("8001", environment).port, 8001);
  assert.equal(settingsOf("--no-quiet", environment).quiet, false);
  assert.equal(settingsOf("test", environment).directory, "test");
  assert.equal(settingsOf("package.json", environment).file, "package.json");
  assert.deepEqual(settingsOf("-H B:2", environment).header, [["B", "2"]]);
});

test("what the command line says is not looked for in the environment, so a wrong variable does not matter", () => {
  const wrong = { PORT: "abc", BASEHTTP_DIRECTORY: "nope", BASEHTTP_QUIET: "maybe" };
  assert.equal(settingsOf("--port 1 -d src -q", wrong).port, 1);
  assert.equal(settingsOf("8001 src -q", wrong).directory, "src");
});

test("a file that the command line names is not in the way of what the environment says of directories", () => {
  const environments: readonly Environment[] = [
    { BASEHTTP_DIRECTORY: "nope" },
    { BASEHTTP_CGI: "1" },
    { BASEHTTP_CGI: "maybe" },
    { BASEHTTP_404: "404.html" },
  ];
  for (const environment of environments) {
    const { file, directory, cgi, notFoundPage } = settingsOf("package.json", environment);
    assert.deepEqual([file, directory, cgi, notFoundPage], ["package.json", undefined, false, undefined]);
  }
  assert.equal(settingsOf("package.json --404 404.html").notFoundPage, "404.html");
  assert.throws(() => settingsOf("package.json --cgi"), { message: "--cgi needs a directory to serve, not a file" });
});

test("a variable that begins as the program's do and is none of them is refused, with the one that was meant", () => {
  const refused: readonly (readonly [Environment, string])[] = [
    [{ BASEHTTP_SYMLINK: "deny" }, "BASEHTTP_SYMLINK (did you mean BASEHTTP_SYMLINKS?)"],
    [{ BASEHTTP_HOST: "::1" }, "BASEHTTP_HOST (did you mean BASEHTTP_BIND?)"],
    [{ BASEHTTP_NO_DOTFILES: "1" }, "BASEHTTP_NO_DOTFILES (did you mean BASEHTTP_DOTFILES=0?)"],
    [{ BASEHTTP_EGGS: "1", BASEHTTP_HAM: "1" }, "BASEHTTP_EGGS BASEHTTP_HAM"],
  ];
  for (const [environment, names] of refused) {
    const message = `unrecognized environment variables: ${names}`;
    assert.throws(() => settingsOf("", environment), { kind: "usage", message });
  }
});

test("an option that may stand alone is switched by 1 and 0 in the environment", () => {
  assert.equal(settingsOf("", { BASEHTTP_SPA: "1" }).spa, "index.html");
  assert.equal(settingsOf("", { BASEHTTP_SPA: "off" }).spa, undefined);
  assert.deepEqual(settingsOf("", { BASEHTTP_CORS: "yes" }).cors, ["*"]);
  assert.deepEqual(settingsOf("", { BASEHTTP_CORS: "0" }).cors, []);
  assert.equal(settingsOf("--no-spa", { BASEHTTP_SPA: "1" }).spa, undefined);
  assert.deepEqual(settingsOf("--no-cors", { BASEHTTP_CORS: "https://a.example" }).cors, []);
});

test("what is said goes before a preset, wherever it is said", () => {
  const { protocol, charset, etag, symlinks } = settingsOf("--like python");
  assert.deepEqual([protocol, charset, etag, symlinks], ["HTTP/1.0", "", "none", "inside"]);
  assert.equal(settingsOf("--like python -p HTTP/1.1").protocol, "HTTP/1.1");
  assert.equal(settingsOf("-p HTTP/1.1", { BASEHTTP_LIKE: "python" }).protocol, "HTTP/1.1");
  assert.equal(settingsOf("--like python", { BASEHTTP_PROTOCOL: "HTTP/1.1" }).protocol, "HTTP/1.1");
});

test("a wrong variable is refused by its name", () => {
  const refused: readonly (readonly [Environment, string])[] = [
    [{ PORT: "abc" }, "PORT: invalid int value: 'abc'"],
    [{ BASEHTTP_QUIET: "maybe" }, "BASEHTTP_QUIET: expected 1 or 0, not 'maybe'"],
    [{ BASEHTTP_DIRECTORY: "nope" }, "BASEHTTP_DIRECTORY: no such directory: 'nope'"],
    [{ BASEHTTP_TLS_KEY: "k" }, "--tls-key requires --tls-cert to be set"],
  ];
  for (const [environment, message] of refused) assert.throws(() => settingsOf("", environment), { message });
});

test("--version names the program and its version", () => {
  assert.deepEqual(readCommand(["-V"], {}), { kind: "print", text: `basehttp ${VERSION}\n` });
});

test("--help goes before what is wrong elsewhere", () => {
  assert.equal(readCommand(["nope", "--help"], { PORT: "abc" }).kind, "print");
});
