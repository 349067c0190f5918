// A browser and curl use a form of PHP: pages that are scripts themselves, and a folder of pages behind one script.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { findProgram, needs } from "../support/programs.ts";
import { CgiSite } from "./cgi-site.ts";
import { browserPath, closePages, openBrowser } from "./chromium.ts";
import { sha256 } from "./tree.ts";

const php = findProgram("php-cgi");
const curl = findProgram("curl");
const packages = "apt-get install --no-install-recommends php-cgi curl chromium-headless-shell";
const required = needs(
  php && curl && browserPath,
  `install php-cgi, curl and a headless Chromium (Debian: ${packages})`,
);

/** A page gets this long for all it loads. */
const PAGE_MS = 60_000;

/** Keeps what is sent, sets a cookie, and sends the client back to itself: to an answer that can be reloaded. */
const GUESTBOOK = `<?php
$book = getenv("BOOK");
if ($_SERVER["REQUEST_METHOD"] === "POST") {
  file_put_contents($book, $_POST["name"] . ": " . $_POST["words"] . "\\n", FILE_APPEND | LOCK_EX);
  setcookie("name", $_POST["name"], ["path" => "/", "httponly" => true]);
  header("Location: " . $_SERVER["REQUEST_URI"], true, 303);
  exit;
}
?><!DOCTYPE html>
<title>Guestbook</title>
<h1>Welcome, <?= htmlspecialchars($_COOKIE["name"] ?? "stranger") ?></h1>
<form method="post">
<input name="name"> <textarea name="words"></textarea> <button>Sign</button>
</form>
<pre><?= is_file($book) ? htmlspecialchars(file_get_contents($book)) : "" ?></pre>
`;

const UPLOAD = `<?php
header("Content-Type: text/plain");
$file = $_FILES["file"];
echo $file["name"], " ", $file["size"], " ", hash_file("sha256", $file["tmp_name"]);
`;

const FIRST_LINE = "#!/usr/bin/env php-cgi\n";

/** Both ways to run a page, by the path of the folder they are in. */
const WAYS = { "a page with a first line": "/cgi-bin", "a page of a folder behind one script": "/cgi-bin/php" };

describe("PHP", required, () => {
  let site: CgiSite;
  let browser: Browser;

  before(async () => {
    site = new CgiSite({
      "served/cgi-bin/guestbook.php": FIRST_LINE + GUESTBOOK,
      "served/cgi-bin/upload.php": FIRST_LINE + UPLOAD,
      "served/cgi-bin/moved.php": `${FIRST_LINE}<?php header("Location: https://a.example/");\n`,
      "served/cgi-bin/broken.php": `${FIRST_LINE}<?php no_such_function();\n`,
      "data/pages/guestbook.php": GUESTBOOK,
      "data/pages/upload.php": UPLOAD,
      "data/pages/moved.php": '<?php header("Location: https://a.example/");\n',
      "data/pages/broken.php": "<?php no_such_function();\n",
      "data/secret.php": "<?php echo 'not to be seen';\n",
    });
    site.write("served/cgi-bin/php", `#!/bin/sh\nSCRIPT_FILENAME="${site.data}/pages$PATH_INFO" exec php-cgi\n`);
    await site.start("--cgi-env", `BOOK=${site.data}/book`);
    browser = await openBrowser();
  });

  after(async () => {
    await closePages();
    await site?.[Symbol.asyncDispose]();
  });

  /** Runs curl, which has to succeed. */
  async function fetchWith(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await site.run(curl, ["--silent", "--show-error", "--path-as-is", ...args]);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  for (const [index, [way, folder]] of Object.entries(WAYS).entries()) {
    describe(way, () => {
      test("shows a form to a browser, takes it, and answers with what was sent", async () => {
        const page = await browser.newPage();
        page.setDefaultTimeout(PAGE_MS);
        const url = site.url(`${folder}/guestbook.php`);
        const name = `Z\u00fcrich <${index}>`;
        await page.goto(url);
        assert.equal(await page.locator("h1").innerText(), "Welcome, stranger");
        await page.locator("input").fill(name);
        await page.locator("textarea").fill("100% & more + \u20ac");
        await Promise.all([
          page.waitForResponse((response) => response.status() === 303),
          page.locator("button").click(),
        ]);
        await page.locator("h1", { hasText: `Welcome, ${name}` }).waitFor();
        assert.equal(page.url(), url);
        const book = await page.locator("pre").innerText();
        assert.ok(book.includes(`${name}: 100% & more + \u20ac\n`), book);
        await page.reload();
        assert.equal(await page.locator("pre").innerText(), book); // signed once
        await page.context().clearCookies();
        await page.close();
      });

      test("sets a cookie for curl, and sends it on with 303", async () => {
        const jar = join(site.own, `jar${index}`);
        const form = ["--data-urlencode", "name=curl & co", "--data-urlencode", "words=hello"];
        const cookies = ["--cookie-jar", jar, "--cookie", jar];
        const url = site.url(`${folder}/guestbook.php`);
        const head = await fetchWith("--include", ...cookies, ...form, url);
        assert.match(head, /^HTTP\/1\.1 303 /);
        assert.match(head, /^Set-Cookie: name=curl%20%26%20co; path=\/; HttpOnly\r$/im);
        assert.match(head, new RegExp(`^Location: ${folder}/guestbook\\.php\r$`, "im"));
        assert.match(await fetchWith(...cookies, url), /Welcome, curl &amp; co<.*curl &amp; co: hello\n/s);
        const followed = await fetchWith("--location", "--write-out", "%{num_redirects}", ...cookies, ...form, url);
        assert.match(followed, /Welcome, curl &amp; co<.*1$/s);
      });

      test("sends curl to another site with 302, PHP's own status for it", async () => {
        const said = await fetchWith("--write-out", "%{http_code} %{redirect_url}", site.url(`${folder}/moved.php`));
        assert.equal(said, "302 https://a.example/");
      });

      test("takes a file, with a length and chunked", async () => {
        const bytes = Buffer.alloc(300_000, "0123456789abcdef\r\n--");
        site.write("own/file.bin", bytes);
        for (const fields of [[], ["--header", "Transfer-Encoding: chunked"]]) {
          const said = await fetchWith(...fields, "--form", "file=@file.bin", site.url(`${folder}/upload.php`));
          assert.equal(said, `file.bin 300000 ${sha256(bytes)}`);
        }
      });

      test("answers 500 where it fails, and the log has the reason", async () => {
        const said = await fetchWith(
          "--output",
          "/dev/null",
          "--write-out",
          "%{http_code}",
          site.url(`${folder}/broken.php`),
        );
        assert.equal(said, "500");
        await site.server.untilStderr((stderr) => /no_such_function\(\) in \S+broken\.php/.test(stderr));
      });
    });
  }

  test("runs no page outside of the folder behind the script, and none that is not there", async () => {
    for (const path of [
      "/none.php",
      "/../secret.php",
      "/%2e%2e/secret.php",
      "/..%2fsecret.php",
      "/%2e%2e%2fsecret.php",
    ]) {
      const said = await fetchWith("--write-out", " %{http_code}", site.url(`/cgi-bin/php${path}`));
      assert.match(said, / 404$/, path);
      assert.ok(!said.includes("not to be seen"), path);
    }
  });
});
