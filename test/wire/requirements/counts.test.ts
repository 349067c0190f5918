// No section of the RFCs that binds a server is left out, and no table shrinks unnoticed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELDS } from "./rfc9110-fields.ts";
import { FILE_REQUIREMENTS } from "./rfc9110-files.ts";
import { METHODS } from "./rfc9110-methods.ts";
import { ROUTING } from "./rfc9110-routing.ts";
import { BODIES } from "./rfc9112-body.ts";
import { TRANSFER_CODINGS } from "./rfc9112-chunked.ts";
import { CONNECTIONS } from "./rfc9112-connection.ts";
import { FIELD_LINES } from "./rfc9112-fields.ts";
import { MESSAGES } from "./rfc9112-message.ts";
import { REQUEST_LINES } from "./rfc9112-request-line.ts";

type Row = readonly [sentence: string, ...rest: unknown[]];

/** A table and the least number of rows it has. */
const TABLES: readonly (readonly [table: Readonly<Record<string, readonly Row[]>>, least: number])[] = [
  [MESSAGES, 40],
  [REQUEST_LINES, 75],
  [FIELD_LINES, 35],
  [BODIES, 70],
  [TRANSFER_CODINGS, 65],
  [CONNECTIONS, 65],
  [FIELDS, 55],
  [ROUTING, 60],
  [METHODS, 60],
  [FILE_REQUIREMENTS, 75],
];

/** Sections that only clocks and sockets can show (RFC 9112 §9.4, §9.5, §9.7, §9.8) have tests of their own. */
const SECTIONS: Readonly<Record<string, string>> = {
  "RFC 9112":
    "2.1 2.2 2.3 3 3.1 3.2 3.2.1 3.2.2 3.2.3 3.2.4 3.3 4 5 5.1 5.2 6 6.1 6.2 6.3 7 7.1 7.1.1 7.1.2 7.1.3 7.2 7.4 8 9.2 9.3 9.3.1 9.3.2 9.6 11.1 11.2",
  "RFC 9110":
    "5.1 5.2 5.3 5.4 5.5 5.6.1 5.6.2 5.6.3 5.6.4 5.6.7 6.1 6.2 6.4.1 6.5.1 6.5.2 6.6.1 7.1 7.2 7.4 7.5 7.6.1 7.6.2 7.6.3 7.8 8.3 8.6 8.8.2.1 8.8.3 " +
    "9.1 9.2 9.3.1 9.3.2 9.3.3 9.3.4 9.3.5 9.3.6 9.3.7 9.3.8 10.1.1 10.1.4 10.2.1 10.2.2 10.2.3 10.2.4 13.1.1 13.1.2 13.1.3 13.1.4 13.1.5 13.2.1 13.2.2 14.1.2 14.2 14.3 " +
    "15.2 15.3.5 15.3.6 15.3.7 15.4.5 15.5.1 15.5.4 15.5.5 15.5.14 15.5.15 15.5.17 15.5.18 15.5.20 15.6.1 15.6.2 15.6.4 15.6.6",
};

test("every section that binds a server has its requirements", () => {
  const covered = new Set(TABLES.flatMap(([table]) => Object.keys(table)));
  const wanted = Object.entries(SECTIONS).flatMap(([rfc, numbers]) => numbers.split(" ").map((n) => `${rfc} §${n}`));
  assert.deepEqual(
    wanted.filter((section) => !covered.has(section)),
    [],
  );
});

test("there are 600 rows and more", () => {
  const rows = TABLES.flatMap(([table]) => Object.values(table).flat());
  assert.ok(rows.length >= 600, String(rows.length));
});

test("no table shrinks, and no sentence stands twice in a section", () => {
  for (const [table, least] of TABLES) {
    const rows = Object.values(table).flat();
    assert.ok(
      rows.length >= least,
      `${rows.length} rows, not ${least}, in the table that begins with "${rows[0]?.[0]}"`,
    );
    for (const [section, sentences] of Object.entries(table)) {
      assert.equal(new Set(sentences.map(([sentence]) => sentence)).size, sentences.length, section);
    }
  }
});
