import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { answerTo, type Outcome, WAYS_TO_READ } from "./echo-handler.ts";
import { byteByByte, cutAt, cutName, lineByLine } from "./pieces.ts";

interface Expectation {
  readonly rule: string;
  readonly answers: readonly string[];
}

const FOLDER = join("test", "corpus");
const EXPECTED: Readonly<Record<string, Expectation>> = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8"));

/** The statuses of the final responses in an output. */
function statusesOf(output: string): string[] {
  return [...output.matchAll(/HTTP\/1\.1 ([2-5]\d\d) [^\r\n]*\r\nServer: /g)].map(([, status]) => status as string);
}

/** The statuses that events tell of. */
function statusesToldBy(events: readonly string[]): string[] {
  return events
    .filter((event) => !/^log: |^100 |^GET \S+ HTTP\/0\.9 /.test(event))
    .map((event) => (/^\d/.test(event) ? event.slice(0, 3) : "200"));
}

async function outcomeOf(bytes: Buffer): Promise<Outcome> {
  const outcomes: Promise<readonly [how: string, outcome: Outcome]>[] = [];
  const send = async (pieces: Buffer[], way: string): Promise<readonly [string, Outcome]> => [
    `${way}, ${cutName(pieces)}`,
    await answerTo(pieces, WAYS_TO_READ[way]!),
  ];
  for (const way of Object.keys(WAYS_TO_READ)) {
    for (const pieces of [[bytes], lineByLine(bytes), byteByByte(bytes)]) outcomes.push(send(pieces, way));
  }
  for (let at = 1; at < bytes.length; at++) outcomes.push(send(cutAt(bytes, at), "read()"));
  const [[, whole], ...others] = (await Promise.all(outcomes)) as [[string, Outcome], ...[string, Outcome][]];
  for (const [how, outcome] of others) assert.deepEqual(outcome, whole, how);
  return whole;
}

test("every request of the corpus has an expectation, and every expectation a request", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".http"));
  assert.deepEqual(
    files.sort(),
    Object.keys(EXPECTED)
      .map((name) => `${name}.http`)
      .sort(),
  );
  assert.ok(files.length >= 80);
});

for (const [name, { rule, answers }] of Object.entries(EXPECTED)) {
  test(`${name} comes to the same in every cut and every way of reading (${rule})`, async () => {
    const { events, output, wasReset } = await outcomeOf(readFileSync(join(FOLDER, `${name}.http`)));
    assert.deepEqual(events, answers);
    assert.deepEqual(statusesOf(output), statusesToldBy(answers));
    assert.equal(wasReset, false);
  });
}

/** A request of the corpus in which a few bytes were replaced, inserted or removed. */
const damagedRequest = fc
  .tuple(
    fc.constantFrom(...Object.keys(EXPECTED)),
    fc.array(
      fc.tuple(
        fc.nat(300),
        fc.nat(2),
        fc.oneof(fc.constantFrom("\r", "\n", " ", "\t", ":", ";", "/", "0", "a"), fc.string({ maxLength: 2 })),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([name, changes]) => {
    let text = readFileSync(join(FOLDER, `${name}.http`), "latin1");
    for (const [at, removed, inserted] of changes) text = text.slice(0, at) + inserted + text.slice(at + removed);
    return Buffer.from(text, "latin1");
  });

test("a damaged request comes to the same in any cut, and never to an error of the server", async () => {
  await fc.assert(
    fc.asyncProperty(
      damagedRequest,
      fc.array(fc.nat(300), { maxLength: 5 }),
      fc.constantFrom(...Object.keys(WAYS_TO_READ)),
      async (bytes, cuts, way) => {
        const whole = await answerTo([bytes], WAYS_TO_READ["read()"]!);
        const pieces = cutAt(bytes, ...cuts.filter((cut) => cut < bytes.length));
        assert.deepEqual(await answerTo(pieces, WAYS_TO_READ[way]!), whole, cutName(pieces));
        for (const status of statusesOf(whole.output)) assert.match(status, /^(200|4\d\d|501|505)$/);
      },
    ),
    { numRuns: 600 },
  );
});
