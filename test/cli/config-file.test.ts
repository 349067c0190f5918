// Options from a file: what it may say, what goes before it, and that none is read unasked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readConfigFile } from "../../src/cli/config-file.ts";
import type { Environment } from "../../src/cli/environment.ts";
import { longName } from "../../src/cli/option.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { readCommand, type Settings } from "../../src/cli/read-command.ts";
import { link, TempTree } from "../support/temp-tree.ts";
import { Program, run } from "./program.ts";

function settingsOf(words: readonly string[], environment: Environment = {}): Settings {
  const command = readCommand(words, environment);
  assert.equal(command.kind, "serve");
  return command.settings;
}

const OPTIONS_AND_VALUES: readonly (readonly [json: object, options: Partial<Settings>])[] = [
  [{ port: 9000 }, { port: 9000 }],
  [{ grace: 0.5 }, { grace: 0.5 }],
  [{ bind: "[::1]" }, { bind: "::1" }],
  [
    { listing: false, cgi: true },
    { listing: false, cgi: true },
  ],
  [{ header: ["A: 1", "B: 2"], mime: [] }, { header: [["A", "1"], ["B", "2"]], mime: [] }], // biome-ignore format: one row
  [{ cors: true }, { cors: ["*"] }],
  [
    { cors: "https://a.example", header: "A: 1" },
    { cors: ["https://a.example"], header: [["A", "1"]] },
  ],
  [{ "allow-host": "a.example" }, { allowHost: ["a.example"] }],
  [{ "allow-host": ["a.example", ".b.example,nas"] }, { allowHost: ["a.example", ".b.example", "nas"] }],
  [
    { cors: false, spa: false, compress: false },
    { cors: [], spa: undefined, compress: "off" },
  ],
  [{ cors: ["https://a.example", "https://b.example"] }, { cors: ["https://a.example", "https://b.example"] }],
  [
    { spa: true, compress: "sidecar" },
    { spa: "index.html", compress: "sidecar" },
  ],
  [
    { spa: "a.html", "404": "404.html" },
    { spa: "a.html", notFoundPage: "404.html" },
  ],
];

for (const [json, options] of OPTIONS_AND_VALUES) {
  test(`a file sets options by their long names: ${JSON.stringify(json)}`, () => {
    using tree = new TempTree({ "a.json": JSON.stringify(json) });
    assert.deepEqual(readConfigFile(tree.at("a.json")), options);
  });
}

test("a file can set every option but the file itself, and what prints something and ends", () => {
  for (const option of OPTIONS) {
    using tree = new TempTree({ "a.json": JSON.stringify({ [longName(option)]: null }) });
    const isAbove = option.key === "config" || option.isAction === true;
    const message = isAbove ? /: \S+ cannot be set in a file$/ : /: \S+: expected .*, not null$/;
    assert.throws(() => readConfigFile(tree.at("a.json")), { kind: "usage", message }, option.key);
  }
});

test("paths in a file are relative to it, but those of pages, which are in the directory that is served", () => {
  const paths = { directory: "site", "tls-cert": "../c.pem", "tls-key": "/k.pem", "404": "404.html" };
  using tree = new TempTree({ "conf/site/x": "", "conf/a.json": JSON.stringify(paths) });
  const options = readConfigFile(tree.at("conf/a.json"));
  assert.equal(options.directory, tree.at("conf/site"));
  assert.equal(options.tlsCert, tree.at("c.pem"));
  assert.equal(options.tlsKey, "/k.pem");
  assert.equal(options.notFoundPage, "404.html");
});

test("the command line goes before the environment, that before the file, that before a preset and the defaults", () => {
  const json = { port: 1, grace: 1, charset: "a", protocol: "HTTP/1.1", like: "python", header: ["A: 1"] };
  using tree = new TempTree({ "a.json": JSON.stringify(json) });
  const words = ["--config", tree.at("a.json"), "--port", "3", "-H", "B: 1"];
  const { port, grace, charset, protocol, etag, header } = settingsOf(words, {
    BASEHTTP_PORT: "2",
    BASEHTTP_GRACE: "2",
  });
  assert.deepEqual([port, grace, charset, protocol, etag], [3, 2, "a", "HTTP/1.1", "none"]);
  assert.deepEqual(header, [["B", "1"]]);
  assert.equal(settingsOf([], { BASEHTTP_CONFIG: tree.at("a.json") }).port, 1);
  assert.equal(settingsOf([], { BASEHTTP_CONFIG: "" }).port, 8000);
});

test("PORT and HOST go before the file, as the program's own variables do, and these before them", () => {
  using tree = new TempTree({ "a.json": '{ "bind": "127.0.0.1", "port": 1 }' });
  const words = ["--config", tree.at("a.json")];
  const foreign = { HOST: "0.0.0.0", PORT: "2" };
  const { bind, port } = settingsOf(words, foreign);
  assert.deepEqual([bind, port], ["0.0.0.0", 2]);
  assert.equal(settingsOf(words, { ...foreign, BASEHTTP_BIND: "127.0.0.1" }).bind, "127.0.0.1");
});

test("what goes before a file's value keeps it from being looked at, but not its type", () => {
  using tree = new TempTree({
    "a.json": '{ "directory": "nope", "cgi": true, "404": "404.html" }',
    "b.json": '{ "port": "1" }',
    "c.json": '{ "spa": "" }',
    f: "",
  });
  assert.equal(settingsOf(["--config", tree.at("a.json"), tree.path]).directory, tree.path);
  const { file, directory, cgi, notFoundPage } = settingsOf(["--config", tree.at("a.json"), tree.at("f")]);
  assert.deepEqual([file, directory, cgi, notFoundPage], [tree.at("f"), undefined, false, undefined]);
  for (const words of [["--no-spa"], [tree.at("f"), "--no-spa"]])
    assert.equal(settingsOf(["--config", tree.at("c.json"), ...words]).spa, undefined);
  assert.equal(settingsOf(["--config", tree.at("c.json")], { BASEHTTP_SPA: "0" }).spa, undefined);
  assert.throws(() => settingsOf(["--config", tree.at("b.json"), "--port", "1"]), /port: expected a number, not '1'$/);
});

const REFUSED: readonly (readonly [text: string, message: string | RegExp])[] = [
  ['{ "prot": 1 }', "unrecognized option 'prot' (did you mean \"port\"?)"],
  ['{ "tlsCert": "c" }', "unrecognized option 'tlsCert' (did you mean \"tls-cert\"?)"],
  ['{ "--cgi_env": [] }', "unrecognized option '--cgi_env' (did you mean \"cgi-env\"?)"],
  ['{ "no-listing": true }', "unrecognized option 'no-listing' (did you mean \"listing\": false?)"],
  ['{ "tls-password": "x" }', "unrecognized option 'tls-password' (did you mean \"tls-password-file\"?)"],
  ['{ "__proto__": {}, "port": 1 }', "unrecognized option '__proto__'"],
  ['{ "port": "9000" }', "port: expected a number, not '9000'"],
  ['{ "port": 1.5 }', "port: invalid int value: '1.5'"],
  ['{ "bind": 1 }', "bind: expected a text, not 1"],
  ['{ "quiet": "yes" }', "quiet: expected true or false, not 'yes'"],
  ['{ "header": 1 }', "header: expected a text or a list of texts, not 1"],
  ['{ "header": ["A: 1", 2] }', "header: expected a text or a list of texts, not a list of other things"],
  ['{ "cors": null }', "cors: expected true, false, a text or a list of texts, not null"],
  ['{ "allow-host": true }', "allow-host: expected a text or a list of texts, not true"],
  [
    '{ "allow-host": ["a.example", "b:80"] }',
    "allow-host: expected a host name without a port, such as my.example, or .my.example for it and all below it, not 'b:80'",
  ],
  ['{ "spa": { "a": 1 } }', "spa: expected true, false or a text, not an object"],
  ['{ "symlinks": "no" }', "symlinks: invalid choice: 'no' (choose from inside, follow, deny)"],
  ['{ "tls-cert": "" }', "tls-cert: expected a path, not an empty text"],
  ["null", 'expected an object of options such as { "port": 8000 }, not null'],
  ["8000", 'expected an object of options such as { "port": 8000 }, not 8000'],
  ['"dist"', "expected an object of options such as { \"port\": 8000 }, not 'dist'"],
  ["[1]", 'expected an object of options such as { "port": 8000 }, not a list of other things'],
  ['{ "port": 1,\n\x1b }', /^not valid JSON: [^\n\x1b]+$/],
];

for (const [text, expected] of REFUSED) {
  test(`a file that says ${JSON.stringify(text)} is refused in one line, with its name`, () => {
    using tree = new TempTree({ "a.json": text });
    const file = tree.at("a.json");
    assert.throws(
      () => readConfigFile(file),
      (error: Error & { kind: string }) => {
        assert.equal(error.kind, "usage");
        assert.ok(error.message.startsWith(`${file}: `), error.message);
        const rest = error.message.slice(file.length + 2);
        if (typeof expected === "string") assert.equal(rest, expected);
        else assert.match(rest, expected);
        return true;
      },
    );
  });
}

test("a file that cannot be read is refused with the system's reason", () => {
  assert.throws(() => readConfigFile("no\nsuch.json"), {
    kind: "usage",
    message: "no\\nsuch.json: the file of options cannot be read: no such file or directory",
  });
});

test("a file may begin as some editors let it begin", () => {
  using tree = new TempTree({ "a.json": '\ufeff{ "port": 1 }' });
  assert.deepEqual(readConfigFile(tree.at("a.json")), { port: 1 });
});

test("no file is read that was not named, whatever lies in the folder", async () => {
  using tree = new TempTree({ "a.json": '{ "port": "wrong" }', f: "" });
  for (const name of ["basehttp.json", ".basehttp.json", "basehttp.config.json", "serve.json"]) tree.add(name, "{");
  const { status, stderr } = await run(["--config", "a.json"], { cwd: tree.path });
  assert.equal(status, 2);
  assert.match(stderr, /^usage: .*\nbasehttp: error: a\.json: port: expected a number, not 'wrong'\n$/);
  const other = await run(["--tls-key", "k"], { cwd: tree.path });
  assert.match(other.stderr, /^usage: .*\nbasehttp: error: --tls-key requires --tls-cert to be set\n$/);
});

test("the file is not served, where it lies in the folder; elsewhere it is a file like any other", async () => {
  using tree = new TempTree({ "a.json": '{ "quiet": true }', "b.json": "{}" });
  await using program = new Program(["127.0.0.1:0", "--config", "a.json"], { cwd: tree.path });
  const { url } = await program.banner();
  const statuses = await Promise.all(["a.json", "b.json"].map(async (name) => (await fetch(url + name)).status));
  assert.deepEqual(statuses, [404, 200]);
  assert.equal(program.stderr.includes("warning"), false);
  using other = new TempTree({ "a.json": link(tree.at("a.json")) });
  const args = ["127.0.0.1:0", "--config", tree.at("a.json"), "--symlinks", "follow"];
  await using another = new Program(args, { cwd: other.path });
  assert.equal((await fetch(`${(await another.banner()).url}a.json`)).status, 200);
});

test("the file that docs/recipes.md shows is understood", () => {
  const json = /^```json\n(.*?)^```$/ms.exec(readFileSync("docs/recipes.md", "utf8"))?.[1] as string;
  using tree = new TempTree({ "basehttp.json": json, "dist/x": "" });
  const { directory, port } = settingsOf(["--config", tree.at("basehttp.json")]);
  assert.deepEqual([directory, port], [join(tree.path, "dist"), 8080]);
});
