// Scripts in the languages people write them in.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { findProgram, needs } from "../support/programs.ts";
import { CgiFolder, serveScripts } from "./cgi-server.ts";
import type { Answer } from "./file-server.ts";

const python = findProgram("python3");
const perl = findProgram("perl");
const cc = findProgram("cc");
const php = findProgram("php-cgi");

/** Each of them answers `method|path info|query|a variable|body`, in upper case. */
const SOURCES = {
  "cgi-bin/script.sh": `#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
printf '%s' "$REQUEST_METHOD|$PATH_INFO|$QUERY_STRING|$HTTP_X_TEST|$(cat)" | tr a-z A-Z
`,
  "cgi-bin/script.py": `#!/usr/bin/env python3
import os, sys
body = sys.stdin.read(int(os.environ["CONTENT_LENGTH"] or 0))
names = "REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_TEST"
print("Content-Type: text/plain")
print()
print("|".join([os.environ.get(name, "") for name in names] + [body]).upper(), end="")
`,
  "cgi-bin/script.pl": `#!/usr/bin/env perl
use strict; use warnings;
my $body = ""; read(STDIN, $body, $ENV{CONTENT_LENGTH} || 0);
print "Content-Type: text/plain\\n\\n";
print uc join "|", (map { $ENV{$_} // "" } qw(REQUEST_METHOD PATH_INFO QUERY_STRING HTTP_X_TEST)), $body;
`,
  "cgi-bin/script.php": `#!/usr/bin/env php-cgi
<?php
header("Content-Type: text/plain");
$names = ["REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_TEST"];
echo strtoupper(implode("|", array_map(fn($name) => $_SERVER[$name] ?? "", $names)) . "|" . file_get_contents("php://input"));
`,
};

const PROGRAM_IN_C = `
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
static void put(const char *text) { for (; text && *text; text++) putchar(toupper((unsigned char)*text)); }
int main(void) {
  const char *names[] = {"REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_TEST"};
  printf("Content-Type: text/plain\\r\\n\\r\\n");
  for (int i = 0; i < 4; i++) { put(getenv(names[i])); putchar('|'); }
  for (int c; (c = getchar()) != EOF;) putchar(toupper(c));
  return 0;
}
`;

const folder = new CgiFolder(SOURCES);
const server = await serveScripts(folder);
after(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const LANGUAGES: readonly (readonly [name: string, script: string, options: { skip?: string }])[] = [
  ["sh", "script.sh", {}],
  ["Python", "script.py", needs(python, "install Python 3 (Debian: apt-get install python3)")],
  ["Perl", "script.pl", needs(perl, "install Perl (Debian: apt-get install perl)")],
  ["PHP", "script.php", needs(php, "install php-cgi (Debian: apt-get install php-cgi)")],
  ["C", "program", needs(cc, "install a C compiler (Debian: apt-get install gcc)")],
];

function post(script: string): Promise<string> {
  const body = "posted body";
  const fields = ["X-Test: field", "Content-Type: text/plain", `Content-Length: ${body.length}`];
  return server.send([`POST /cgi-bin/${script}/in/fo?que=ry HTTP/1.0`, ...fields, "", body].join("\r\n"));
}

for (const [name, script, options] of LANGUAGES) {
  describe(`a script in ${name}`, options, () => {
    test("sees the request, and answers", async () => {
      if (name === "C") {
        mkdirSync(join(folder.path, "cgi-bin"), { recursive: true });
        const source = folder.write("program.c", PROGRAM_IN_C);
        execFileSync(cc as string, ["-o", join(folder.path, "cgi-bin", script), source]);
      }
      const got: Answer = await server.get(`/cgi-bin/${script}/in/fo?que=ry`, "X-Test: field");
      assert.equal(got.body, "GET|/IN/FO|QUE=RY|FIELD|");
      assert.match(got.text, /\r\nContent-[Tt]ype: text\/plain(;charset=UTF-8)?\r\n/);
      assert.match(await post(script), /\r\n\r\nPOST\|\/IN\/FO\|QUE=RY\|FIELD\|POSTED BODY$/);
    });
  });
}
