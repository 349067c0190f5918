import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

const ACCEPTED: readonly (readonly [line: string, options: object, operands?: readonly string[]])[] = [
  ["", {}],
  ["8000 dist", {}, ["8000", "dist"]],
  ["--port 0", { port: 0 }],
  ["--port=65535", { port: 65535 }],
  ["--po 1", { port: 1 }],
  ["--port 1 --port 2", { port: 2 }],
  ["-b ::1", { bind: "::1" }],
  ["-b::1", { bind: "::1" }],
  ["-b=::1", { bind: "::1" }],
  ["--bind [::1]", { bind: "::1" }],
  ["--bind=", { bind: "" }],
  ["--bi localhost", { bind: "localhost" }],
  ["-d . 8000", { directory: "." }, ["8000"]],
  ["8000 -d .", { directory: "." }, ["8000"]],
  ["-p HTTP/1.0", { protocol: "HTTP/1.0" }],
  ["-p 8080", { port: 8080 }],
  ["--protocol=8080", { port: 8080 }],
  ["-q", { quiet: true }],
  ["--quiet", { quiet: true }],
  ["-q --no-quiet", { quiet: false }],
  ["--no-q", { quiet: false }],
  ["-qb localhost", { quiet: true, bind: "localhost" }],
  ["-qblocalhost", { quiet: true, bind: "localhost" }],
  ["--grace 0.5", { grace: 0.5 }],
  ["--symlinks follow", { symlinks: "follow" }],
  ["--content-type text/plain", { contentType: "text/plain" }],
  [
    "-H A:1 --header=B:2",
    {
      header: [
        ["A", "1"],
        ["B", "2"],
      ],
    },
  ],
  ["--tls-cert c --tls-key k --tls-password-file p", { tlsCert: "c", tlsKey: "k", tlsPasswordFile: "p" }],
  ["--tls-p p", { tlsPasswordFile: "p" }],
  ["--cors", { cors: ["*"] }],
  ["--cors dist", { cors: ["*"] }, ["dist"]],
  ["--cors=https://a.example --cors=https://b.example", { cors: ["https://a.example", "https://b.example"] }],
  ["--cors --no-cors", { cors: [] }],
  ["--spa dist", { spa: "index.html" }, ["dist"]],
  ["--spa=app.html", { spa: "app.html" }],
  ["--spa --no-spa", { spa: undefined }],
  ["--404 404.html", { notFoundPage: "404.html" }],
  ["--404=404.html", { notFoundPage: "404.html" }],
  ["--no-dotfiles", { dotfiles: false }],
  ["--isolate", { isolate: true }],
  ["--allow-host a.example --allow-host=.B.example,nas", { allowHost: ["a.example", ".b.example", "nas"] }],
  ["--index=", { index: [] }],
  ["-h", { help: true }],
  ["--help --nope", { help: true }],
  ["--nope --help", { help: true }],
  ["--version --nope", { version: true }],
  ["--completion bash --nope", { completion: "bash" }],
  ["--404 -", { notFoundPage: "-" }],
  ["-V", { version: true }],
  ["--v", { version: true }],
  ["-qV", { quiet: true, version: true }],
  ["-- -q --port", {}, ["-q", "--port"]],
  ["-", {}, ["-"]],
];

for (const [line, options, operands = []] of ACCEPTED) {
  test(`\`basehttp ${line}\` is understood`, () => {
    const parsed = parseArguments(line.split(" ").filter((word) => word !== ""));
    assert.deepEqual({ ...parsed.options }, options);
    assert.deepEqual(parsed.operands, operands);
  });
}

test("a value may have blanks, and may then begin with a dash", () => {
  assert.deepEqual(parseArguments(["-H", "X: a b"]).options.header, [["X", "a b"]]);
  assert.deepEqual(parseArguments(["-H", "-X: a"]).options.header, [["-X", "a"]]);
});

const REFUSED: readonly (readonly [line: string, message: string])[] = [
  ["--nope", "unrecognized arguments: --nope"],
  ["-x", "unrecognized arguments: -x"],
  ["-qx", "unrecognized arguments: -x"],
  ["-1", "unrecognized arguments: -1"],
  ["--nope -x 8000", "unrecognized arguments: --nope -x"],
  ["--prot", "argument -p/--protocol: expected one argument"],
  ["--portt 1", "unrecognized arguments: --portt (did you mean --port?)"],
  ["--prt=1", "unrecognized arguments: --prt=1 (did you mean --port?)"],
  ["--host x", "unrecognized arguments: --host (did you mean --bind?)"],
  ["--silent", "unrecognized arguments: --silent (did you mean --quiet?)"],
  ["--tls-crt x", "unrecognized arguments: --tls-crt (did you mean --tls-cert?)"],
  ["--tls x", "ambiguous option: --tls could match --tls-cert, --tls-key, --tls-password-file"],
  ["--i x", "ambiguous option: --i could match --index, --isolate"],
  ["-b", "argument -b/--bind: expected one argument"],
  ["--bind -q", "argument -b/--bind: expected one argument"],
  ["--bind --", "argument -b/--bind: expected one argument"],
  ["--quiet=1", "argument -q/--quiet: ignored explicit argument '1'"],
  ["-q=1", "argument -q/--quiet: ignored explicit argument '1'"],
  ["--port abc", "argument --port: invalid int value: 'abc'"],
  ["--port -1", "argument --port: a port is a number from 0 to 65535, not -1"],
  ["--port 65536", "argument --port: a port is a number from 0 to 65535, not 65536"],
  ["-p 99999", "argument --port: a port is a number from 0 to 65535, not 99999"],
  ["-p HTTP/2.0", "argument -p/--protocol: invalid choice: 'HTTP/2.0' (choose from HTTP/1.0, HTTP/1.1)"],
  ["-p spam", "argument -p/--protocol: invalid choice: 'spam' (choose from HTTP/1.0, HTTP/1.1)"],
  ["--symlinks some", "argument --symlinks: invalid choice: 'some' (choose from inside, follow, deny)"],
  ["--404", "argument --404: expected one argument"],
  ["--no-404", "unrecognized arguments: --no-404"],
  ["--no-cors=1", "argument --cors: ignored explicit argument '1'"],
  ["--cors=a.example", "argument --cors: expected an origin such as https://a.example, or *, not 'a.example'"],
  ["--spa=", "argument --spa: expected a path, not an empty text"],
  ["--like perl", "argument --like: invalid choice: 'perl' (choose from python)"],
  ["--single", "unrecognized arguments: --single (did you mean --spa?)"],
  ["--no-cache", "unrecognized arguments: --no-cache (did you mean --cache?)"],
  ["--mimetype x", "unrecognized arguments: --mimetype (did you mean --mime?)"],
  ["--not-found x", "unrecognized arguments: --not-found (did you mean --404?)"],
  ["--hidden", "unrecognized arguments: --hidden (did you mean --dotfiles?)"],
  ["--base-path=x", "unrecognized arguments: --base-path=x (did you mean --base?)"],
  ["--allowed-hosts x", "unrecognized arguments: --allowed-hosts (did you mean --allow-host?)"],
  ["--coop", "unrecognized arguments: --coop (did you mean --isolate?)"],
  [
    "-c conf.json",
    "argument -c: servers disagree on its meaning; use --cache, as in --cache no-store, or --config for a file of options",
  ],
  ["-S", "argument -S: servers disagree on its meaning; use --tls-cert for HTTPS, --symlinks for links"],
];

for (const [line, message] of REFUSED) {
  test(`\`basehttp ${line}\` is refused: ${message}`, () => {
    assert.throws(() => parseArguments(line.split(" ")), { message, kind: "usage" });
  });
}

test("short options that servers disagree on are refused, and something else is named", () => {
  for (const letter of "cSCgieKP") {
    assert.throws(() => parseArguments([`-${letter}`]), {
      message: new RegExp(`^argument -${letter}: servers disagree on its meaning; .*(--[a-z]|always)`),
    });
    assert.throws(() => parseArguments([`-${letter}1`]), /servers disagree/);
    assert.throws(() => parseArguments([`-q${letter}`]), /servers disagree/);
  }
});
