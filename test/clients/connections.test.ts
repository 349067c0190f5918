// One connection for many requests, many connections at once, and clients that want one for each and the exact length.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findProgram, needs } from "../support/programs.ts";
import { pseudoRandom } from "../support/pseudo-random.ts";
import { Workplace } from "./workplace.ts";

const curl = findProgram("curl");
const wget = findProgram("wget");
const busybox = findProgram("busybox");
const python = findProgram("python3");

const FIRMWARE = pseudoRandom(100_001);

test(
  "Python's http.client makes 200 requests over one connection, and urllib as many over its own",
  needs(python, "install Python 3 (Debian: apt-get install python3)"),
  async () => {
    await using place = await Workplace.open();
    place.serve("file.txt", "text\n");
    const script = `
import http.client, sys, urllib.request
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
connection.connect()
first = connection.sock
for number in range(200):
    connection.request("GET", f"/file.txt?{number}")
    response = connection.getresponse()
    assert (response.status, response.version, response.read()) == (200, 11, b"text\\n"), number
assert connection.sock is first
for number in range(200):
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/file.txt?{number}") as response:
        assert response.read() == b"text\\n", number
`;
    const { status, stderr } = await place.run(python, ["-I", "-c", script, String(place.server.port)]);
    assert.equal(status, 0, stderr);
    assert.equal((await place.log(400)).length, 400);
  },
);

const curlRequired = needs(curl, "install curl (Debian: apt-get install curl)");

test("curl --parallel fetches 50 files at once", curlRequired, async () => {
  await using place = await Workplace.open();
  for (let number = 1; number <= 50; number++) place.serve(`${number}.bin`, pseudoRandom(number * 1000));
  const args = ["--silent", "--show-error", "--parallel", "--parallel-immediate", "--parallel-max", "50"];
  const { status, stderr } = await place.run(curl, [...args, "-O", `${place.server.url}/[1-50].bin`]);
  assert.equal(status, 0, stderr);
  for (let number = 1; number <= 50; number++) {
    assert.deepEqual(place.got(`${number}.bin`), pseudoRandom(number * 1000), String(number));
  }
});

test("two of curl --parallel fetch the parts of one file at once", curlRequired, async () => {
  await using place = await Workplace.open();
  const content = pseudoRandom(1_000_000);
  const url = place.serve("file.bin", content);
  const half = content.length / 2;
  const transfers = ["-r", `0-${half - 1}`, "-o", "first", url, "--next", "-sS", "-r", `${half}-`, "-o", "second", url];
  const both = await Promise.all(
    ["a", "b"].map((prefix) => {
      const named = transfers.map((arg) => (arg === "first" || arg === "second" ? `${prefix}-${arg}` : arg));
      return place.run(curl, ["-sS", "--parallel", ...named]);
    }),
  );
  for (const { status, stderr } of both) assert.equal(status, 0, stderr);
  for (const prefix of ["a", "b"]) {
    assert.deepEqual(Buffer.concat([place.got(`${prefix}-first`), place.got(`${prefix}-second`)]), content);
  }
});

// What boot loaders and firmware do: a connection for each file, HTTP/1.0, and the length first.

test(
  "wget --no-http-keep-alive is told the exact length, and that the connection ends",
  needs(wget, "install wget"),
  async () => {
    await using place = await Workplace.open();
    const url = place.serve("firmware.bin", FIRMWARE);
    const { status, stderr } = await place.run(wget, ["-S", "--no-http-keep-alive", url]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^ {2}Content-Length: 100001$/m);
    assert.match(stderr, /^ {2}Connection: close$/m);
    assert.deepEqual(place.got("firmware.bin"), FIRMWARE);
  },
);

test(
  "the wget of busybox fetches a file, and completes one",
  needs(busybox, "install busybox (Debian: apt-get install busybox)"),
  async () => {
    await using place = await Workplace.open();
    const url = place.serve("firmware.bin", FIRMWARE);
    assert.equal((await place.run(busybox, ["wget", "-q", url])).status, 0);
    assert.deepEqual(place.got("firmware.bin"), FIRMWARE);
    place.keep("firmware.bin", FIRMWARE.subarray(0, 50_000));
    assert.equal((await place.run(busybox, ["wget", "-q", "-c", url])).status, 0);
    assert.deepEqual(place.got("firmware.bin"), FIRMWARE);
    assert.deepEqual(await place.log(2), ["GET /firmware.bin 200", "GET /firmware.bin 206"]);
  },
);

test(
  "an HTTP/1.0 client is told the exact length by HEAD and by GET, and gets the part it asks for",
  curlRequired,
  async () => {
    await using place = await Workplace.open();
    const url = place.serve("firmware.bin", FIRMWARE);
    for (const options of [["--head"], ["--dump-header", "-", "--output", "firmware.bin"]]) {
      const { stdout } = await place.run(curl, ["-sS", "--http1.0", ...options, url]);
      assert.match(stdout, /^Content-Length: 100001\r$/m);
      assert.doesNotMatch(stdout, /^Transfer-Encoding/im);
    }
    assert.deepEqual(place.got("firmware.bin"), FIRMWARE);
    await place.run(curl, ["-sS", "--http1.0", "-r", "100000-", "-o", "last", url]);
    assert.deepEqual(place.got("last"), FIRMWARE.subarray(100_000));
  },
);
