// apt updates and downloads from a folder.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findProgram, needs } from "../support/programs.ts";
import { sha256 } from "./tree.ts";
import { Workplace } from "./workplace.ts";

const apt = findProgram("apt-get");

describe("apt", needs(apt, "apt-get belongs to Debian"), () => {
  /** Enough of them that apt asks for the next before the last is there. */
  const PACKAGES = Array.from({ length: 6 }, (_, index) => `basehttp-test-${index}`);

  test("updates from a folder by hash, and fetches packages over one pipelined connection", async () => {
    await using place = await Workplace.open();
    await writeRepository(place);
    const update = await aptGet(place, "update");
    assert.equal(update.status, 0, update.stderr);
    assert.match(update.stdout, /^Get:2 /m);
    assert.ok(
      (await place.log(2)).some((line) => /^GET \/dists\/stable\/\S+\/by-hash\/SHA256\/[0-9a-f]{64} 200$/.test(line)),
    );
    const download = await aptGet(place, "download", ...PACKAGES, "-o", "Debug::Acquire::http=true");
    assert.equal(download.status, 0, download.stderr);
    for (const name of PACKAGES) {
      const file = `${name}_1.0_all.deb`;
      assert.equal(sha256(place.got(file)), sha256(readFileSync(join(place.served, "pool", file))));
    }
    assert.ok(longestRunOfRequests(download.stdout + download.stderr) > 1, "requests were sent ahead of answers");
  });

  test("is told at the second update that nothing has changed", async () => {
    await using place = await Workplace.open();
    await writeRepository(place);
    await aptGet(place, "update");
    const again = await aptGet(place, "update");
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /^Hit:2 /m);
    assert.ok((await place.log(3)).includes("GET /dists/stable/Release 304"));
  });

  /** Makes a repository with an index that is signed by nobody. */
  async function writeRepository(place: Workplace): Promise<void> {
    const paragraphs = await Promise.all(PACKAGES.map((name) => writePackage(place, name)));
    const packages = paragraphs.join("\n");
    const digest = sha256(Buffer.from(packages));
    const folder = "main/binary-amd64";
    place.serve(`dists/stable/${folder}/Packages`, packages);
    place.serve(`dists/stable/${folder}/by-hash/SHA256/${digest}`, packages);
    const release = [
      "Suite: stable",
      "Codename: stable",
      "Architectures: amd64",
      "Components: main",
      "Date: Wed, 01 Jan 2020 00:00:00 UTC",
      "Acquire-By-Hash: yes",
      "SHA256:",
      ` ${digest} ${packages.length} ${folder}/Packages`,
    ];
    place.serve("dists/stable/Release", `${release.join("\n")}\n`);
  }

  /** Makes a package of one file, and returns its paragraph of the index. */
  async function writePackage(place: Workplace, name: string): Promise<string> {
    const control = `Package: ${name}\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody <nobody@example.com>\nDescription: a test\n`;
    mkdirSync(join(place.own, name, "DEBIAN"), { recursive: true });
    writeFileSync(join(place.own, name, "DEBIAN/control"), control);
    writeFileSync(join(place.own, name, "file"), `the file of ${name}\n`);
    const path = `pool/${name}_1.0_all.deb`;
    mkdirSync(join(place.served, "pool"), { recursive: true });
    const { status, stderr } = await place.run("dpkg-deb", [
      "--root-owner-group",
      "--build",
      name,
      join(place.served, path),
    ]);
    assert.equal(status, 0, stderr);
    const bytes = readFileSync(join(place.served, path));
    return `${control}Filename: ${path}\nSize: ${bytes.length}\nSHA256: ${sha256(bytes)}\n`;
  }

  /** Runs apt-get with every folder of its own, so that it neither reads nor changes the system's. */
  function aptGet(place: Workplace, ...args: string[]): ReturnType<Workplace["run"]> {
    for (const folder of ["etc", "state/lists/partial", "cache/archives/partial"]) {
      mkdirSync(join(place.own, "apt", folder), { recursive: true });
    }
    place.keep("apt/status", "");
    place.keep("apt/apt.conf", "");
    place.keep("apt/sources.list", `deb [trusted=yes] ${place.server.url} stable main\n`);
    const settings = {
      Dir: join(place.own, "apt"),
      "Dir::Etc": join(place.own, "apt/etc"),
      "Dir::Etc::sourcelist": join(place.own, "apt/sources.list"),
      "Dir::State": join(place.own, "apt/state"),
      "Dir::State::status": join(place.own, "apt/status"),
      "Dir::Cache": join(place.own, "apt/cache"),
      "APT::Architecture": "amd64",
      "APT::Architectures": "amd64",
      "APT::Sandbox::User": "", // the account of its own that apt takes cannot enter our folder
      "Acquire::http::Proxy": "DIRECT",
      "Acquire::Languages": "none",
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    return place.run(apt, [...options, ...args], { APT_CONFIG: join(place.own, "apt/apt.conf") });
  }

  /** The most requests that apt sent before the answer to the first of them came. */
  function longestRunOfRequests(debug: string): number {
    let waiting = 0;
    let most = 0;
    for (const line of debug.split("\n")) {
      if (/^GET \S+ HTTP\/1\.1/.test(line)) most = Math.max(most, ++waiting);
      if (line.startsWith("Answer for")) waiting--;
    }
    return most;
  }
});
