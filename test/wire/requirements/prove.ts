// Proves requirements: the bytes are fed whole, one by one, and cut in two everywhere, and always the same comes of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { HandlerArgs } from "../../../src/server/base-handler.ts";
import { exchange } from "../../../src/testing/index.ts";
import { byteByByte, bytesOf, cutAt, cutName } from "../../http/pieces.ts";
import { Notes, ProvingHandler } from "./proving-handler.ts";
import type { Details, Requirement, Requirements } from "./requirement.ts";
import { type Response, readResponses } from "./responses.ts";

/** Sent behind the bytes of a requirement: is it still looked at? */
const PROBE = "GET /probe HTTP/1.1\r\nHost: probe\r\n\r\n";
/** Inputs up to here are cut at every byte; longer ones, which repeat themselves, at so many places. */
const SHORT_BYTES = 400;
const CUTS_OF_LONG_ONES = 8;

interface Result {
  readonly output: string;
  readonly wasReset: boolean;
  readonly notes: Notes;
}

/** Makes one test of every requirement. */
export function prove(requirements: Requirements): void {
  for (const [section, rows] of Object.entries(requirements)) {
    for (const row of rows) test(`${row[0]} (${section})`, () => proveOne(row));
  }
}

async function proveOne([, input, outcome, details = {}]: Requirement): Promise<void> {
  const isEnded = outcome.endsWith(" ended") || outcome === "cut off silently";
  const bytes = bytesOf(isEnded ? input : input + PROBE);
  const whole = await feed([bytes], details);
  judge(whole, outcome, details);
  for (const pieces of waysToCut(bytes, details.answer === undefined)) {
    const { output, wasReset, notes } = await feed(pieces, details);
    const name = cutName(pieces);
    assert.equal(output, whole.output, name);
    assert.equal(wasReset, whole.wasReset, name);
    assert.deepEqual(notes.seen, whole.notes.seen, name);
  }
}

async function feed(pieces: readonly Buffer[], details: Details): Promise<Result> {
  const notes = new Notes();
  const make = (...args: HandlerArgs): ProvingHandler => new ProvingHandler(notes, details, ...args);
  const { output, wasReset } = await exchange(make, pieces);
  return { output: output.toString("latin1"), wasReset, notes };
}

/** Where it is the answer that is to be proved, cuts of the request prove little. */
function* waysToCut(bytes: Buffer, isAboutRequest: boolean): Generator<Buffer[]> {
  const step = bytes.length <= SHORT_BYTES ? 1 : Math.ceil(bytes.length / CUTS_OF_LONG_ONES);
  if (step === 1) yield byteByByte(bytes);
  if (!isAboutRequest) return;
  for (let at = step; at < bytes.length; at += step) yield cutAt(bytes, at);
}

function judge({ output, wasReset, notes }: Result, outcome: string, details: Details): void {
  if (outcome === "cut off silently") {
    assert.deepEqual([output, notes.seen], ["", []]);
    return;
  }
  const isProbed = notes.seen.at(-1) === "GET /probe";
  const isRaw = outcome.startsWith("unframed ");
  const responses = isRaw ? [] : readResponses(output, notes.begun);
  const answers = isProbed ? responses.slice(0, -1) : responses;
  const statuses = isRaw ? "unframed" : answers.map((response) => response.status).join(" ");
  let left = isProbed ? "kept" : endOf(answers, details);
  if (wasReset) left = "cut";
  if (outcome.endsWith(" ended")) left = "ended";
  assert.equal(`${statuses} ${left}`, outcome, output);
  if (details.answer === undefined && !isRaw) checkCalls(answers, notes);
  checkDetails(isRaw ? output : answers.map((response) => response.head + response.body).join(""), notes, details);
}

/** How a connection ended. An HTTP/1.1 server says that it closes (RFC 9112 §9.6). */
function endOf(answers: readonly Response[], { protocolVersion = "HTTP/1.1" }: Details): string {
  const last = answers.at(-1);
  if (last === undefined || last.status === 101) return "closed";
  if (!last.isWhole) return "cut";
  return protocolVersion < "HTTP/1.1" || /^connection:.*\bclose\b/im.test(last.head) ? "closed" : "dropped";
}

/** What is refused reaches no method. */
function checkCalls(answers: readonly Response[], notes: Notes): void {
  const called = notes.seen.filter((request) => request !== "GET /probe");
  assert.equal(called.length, answers.filter((response) => response.status === 200).length);
}

function checkDetails(sent: string, notes: Notes, { echo, has, lacks }: Details): void {
  const seen = notes.seen.filter((request) => request !== "GET /probe");
  if (echo !== undefined) assert.equal(seen.at(-1), echo);
  if (has !== undefined) assert.match(sent, has);
  if (lacks !== undefined) assert.doesNotMatch(sent, lacks);
}
