// Scripts as tutorials of the last decades have them run unchanged: Python's module cgi, and a guestbook in Perl.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { everyProgram, findProgram, needs } from "../support/programs.ts";
import { CgiSite } from "./cgi-site.ts";

const curl = findProgram("curl");
const perl = findProgram("perl");
/** The module is gone since Python 3.13; the scripts' first line finds the first python3 of PATH. */
const pythons = curl === undefined ? [] : everyProgram("python3").slice(0, 1);
const pythonWithCgi = pythons.find((python) => spawnSync(python, ["-W", "ignore", "-c", "import cgi"]).status === 0);

/** The common beginning of tutorials. */
const FORM = `#!/usr/bin/env python3
import cgi
import cgitb
cgitb.enable()

form = cgi.FieldStorage()
print("Content-Type: text/html")
print()
print("<html><body>")
if "name" not in form:
    print("<h1>Error</h1>")
    print("Please fill in the name field.")
else:
    print("<p>name:", form.getvalue("name"))
    print("<p>languages:", ", ".join(form.getlist("language")))
print("</body></html>")
`;

const UPLOAD = `#!/usr/bin/env python3
import cgi, hashlib
form = cgi.FieldStorage()
item = form["file"]
if item.filename:
    data = item.file.read()
    message = item.filename + " " + str(len(data)) + " " + hashlib.sha256(data).hexdigest()
else:
    message = "No file was uploaded"
print("""\\
Content-Type: text/html\\n
<html><body><p>%s</p><p>%s</p></body></html>
""" % (message, form.getvalue("comment")))
`;

const DUMP = `#!/usr/bin/env python3
import cgi
cgi.test()
`;

const FAILING = `#!/usr/bin/env python3
import cgitb
cgitb.enable()
print(1 / 0)
`;

const FAILING_LATE = `#!/usr/bin/env python3
import cgitb
cgitb.enable()
print("Content-Type: text/html")
print()
print(1 / 0)
`;

const COOKIES = `#!/usr/bin/env python3
import os
from http import cookies
cookie = cookies.SimpleCookie(os.environ.get("HTTP_COOKIE"))
visits = int(cookie["visits"].value) + 1 if "visits" in cookie else 1
cookie["visits"] = visits
print("Content-Type: text/plain")
print(cookie)
print()
print("visits:", visits)
`;

/** Reads the body itself, and decodes it as everybody copied it. */
const GUESTBOOK = `#!/usr/bin/env perl
$book = $ENV{'BOOK'};
if ($ENV{'REQUEST_METHOD'} eq 'POST') {
  read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
} else {
  $buffer = $ENV{'QUERY_STRING'};
}
@pairs = split(/&/, $buffer);
foreach $pair (@pairs) {
  ($name, $value) = split(/=/, $pair);
  $value =~ tr/+/ /;
  $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
  $value =~ s/<!--(.|\\n)*-->//g;
  $FORM{$name} = $value;
}
if ($FORM{'comments'}) {
  open(BOOK, ">>$book") || die "Can't open $book: $!\\n";
  print BOOK "<b>$FORM{'comments'}</b><br>\\n$FORM{'realname'}<hr>\\n";
  close(BOOK);
  print "Location: $ENV{'SCRIPT_NAME'}\\n\\n";
  exit;
}
print "Content-type: text/html\\n\\n";
print "<html><head><title>Guestbook</title></head><body>\\n";
if (open(BOOK, $book)) { print while (<BOOK>); close(BOOK); }
print "</body></html>\\n";
`;

/** Runs curl in the folder of a site. */
async function fetchWith(site: CgiSite, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await site.run(curl, ["--silent", "--show-error", ...args]);
  assert.equal(status, 0, stderr);
  return stdout;
}

const pythonNeeds = needs(pythonWithCgi, "install curl, and Python 3.12 or older (Debian 12: apt-get install python3)");

describe("Python's module cgi", pythonNeeds, () => {
  let site: CgiSite;

  before(async () => {
    site = new CgiSite({
      "served/cgi-bin/form.py": FORM,
      "served/cgi-bin/upload.py": UPLOAD,
      "served/cgi-bin/dump.py": DUMP,
      "served/cgi-bin/failing.py": FAILING,
      "served/cgi-bin/failing-late.py": FAILING_LATE,
      "served/cgi-bin/cookies.py": COOKIES,
    });
    await site.start("--cgi-env", "PYTHONWARNINGS=ignore"); // what it says of the module's end, in some versions
  });

  after(() => site?.[Symbol.asyncDispose]());

  test("reads a form from the query", async () => {
    const page = await fetchWith(site, site.url("/cgi-bin/form.py?name=A%20%26+B&language=py&language=c"));
    assert.match(page, /<p>name: A & B\n<p>languages: py, c\n/);
    assert.match(await fetchWith(site, site.url("/cgi-bin/form.py")), /Please fill in the name field/);
  });

  test("reads a form from the body, with the query's fields too", async () => {
    const form = ["--data-urlencode", "name=Z\u00fcrich +", "--data", "language=py"];
    const page = await fetchWith(site, ...form, site.url("/cgi-bin/form.py?language=c"));
    assert.match(page, /<p>name: Z\u00fcrich \+\n/);
    assert.match(page, /<p>languages: (?:py, c|c, py)\n/);
  });

  test("reads a file and a field of a form, with a length and chunked", async () => {
    const bytes = Buffer.alloc(300_000, "0123456789abcdef\r\n--");
    site.write("own/file.bin", bytes);
    const digest = (await site.run("sha256sum", ["file.bin"])).stdout.slice(0, 64);
    for (const fields of [[], ["--header", "Transfer-Encoding: chunked"]]) {
      const form = ["--form", "file=@file.bin", "--form", "comment=two words"];
      const page = await fetchWith(site, ...fields, ...form, site.url("/cgi-bin/upload.py"));
      assert.ok(page.includes(`<p>file.bin 300000 ${digest}</p><p>two words</p>`), page);
    }
  });

  test("shows its own test page", async () => {
    const page = await fetchWith(site, "--data", "a=1", site.url("/cgi-bin/dump.py/extra/path?b=2"));
    for (const part of ["Shell Environment:", "<DT> PATH_INFO <DD> /extra/path", "<DT>a:", "<DT>b:"]) {
      assert.ok(page.includes(part), `${part} is not in ${page}`);
    }
  });

  test("counts visits by a cookie", async () => {
    const jar = ["--cookie-jar", "jar", "--cookie", "jar"];
    for (const count of [1, 2, 3]) {
      assert.equal(await fetchWith(site, ...jar, site.url("/cgi-bin/cookies.py")), `visits: ${count}\n`);
    }
  });

  test("shows the traceback of a script that fails before or behind its head, by cgitb", async () => {
    for (const name of ["failing", "failing-late"]) {
      const page = await fetchWith(site, "--include", site.url(`/cgi-bin/${name}.py`));
      assert.match(page, /^HTTP\/1\.1 200 [^]*\r\nContent-Type: text\/html\r\n[^]*ZeroDivisionError/, name);
    }
  });

  test("writes nothing to the log but that scripts have failed", async () => {
    await site.server.untilStderr((stderr) => stderr.split("CGI script exit code 1\n").length === 3);
    assert.equal(site.troubles().length, 2, site.server.stderr);
  });
});

describe(
  "a guestbook in Perl",
  needs(perl && curl, "install perl and curl (Debian: apt-get install perl curl)"),
  () => {
    let site: CgiSite;

    before(async () => {
      site = new CgiSite({ "served/cgi-bin/guestbook.pl": GUESTBOOK });
      await site.start("--cgi-env", `BOOK=${site.data}/book`);
    });

    after(() => site?.[Symbol.asyncDispose]());

    test("takes entries by POST and by GET, and answers with all of them", async () => {
      const url = site.url("/cgi-bin/guestbook.pl");
      const first = await fetchWith(
        site,
        "--data-urlencode",
        "realname=Ada & Co",
        "--data",
        "comments=first+words",
        url,
      );
      assert.match(first, /<b>first words<\/b><br>\nAda & Co<hr>\n<\/body>/);
      const second = await fetchWith(site, `${url}?realname=Z%C3%BCrich&comments=50%25`);
      assert.match(second, /first words[^]*<b>50%<\/b><br>\nZ\u00fcrich<hr>\n<\/body>/);
      assert.equal(readFileSync(join(site.data, "book"), "utf8").split("<hr>").length, 3);
      assert.deepEqual(site.troubles(), []);
    });
  },
);
