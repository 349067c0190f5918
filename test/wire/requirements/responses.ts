// A strict reader of responses: what a client reads that takes the RFCs by the letter. It shares no code with what it judges.

import assert from "node:assert/strict";
import type { Begun } from "./proving-handler.ts";

/** A response, taken apart. */
export interface Response {
  readonly status: number;
  /** Status line and fields, with the blank line. */
  readonly head: string;
  readonly body: string;
  /** False if the output ends before the body does. */
  readonly isWhole: boolean;
}

const STATUS_LINE = /^HTTP\/1\.[01] ([1-9][0-9]{2}) [\t\x20-\x7e\x80-\xff]*$/;
const FIELD_LINE =
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[ \t]*(?:[!-~\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[!-~\x80-\xff])?)?[ \t]*$/;

/** Takes output apart. What a response is an answer to decides whether it has a body. */
export function readResponses(output: string, begun: readonly Begun[]): Response[] {
  const responses: Response[] = [];
  let at = 0;
  for (const { status, method } of begun) {
    if (!output.startsWith("HTTP/", at)) continue; // begun, and taken back before it was sent
    const headEnd = output.indexOf("\r\n\r\n", at) + 4;
    assert.ok(headEnd >= 4, "every head ends");
    const head = output.slice(at, headEnd);
    checkHead(head);
    if (Number(head.slice(9, 12)) !== status) continue;
    const end = bodyEnd(output, headEnd, head, { status, method });
    responses.push({ status, head, body: output.slice(headEnd, end), isWhole: end <= output.length });
    at = end;
  }
  assert.equal(output.slice(at), "", "nothing is sent that belongs to no response");
  return responses;
}

/** RFC 9112 §4 and §5, and what RFC 9110 §6.6.1, §8.6 and RFC 9112 §6.1 say of every response. */
function checkHead(head: string): void {
  const [statusLine, ...fields] = head.slice(0, -4).split("\r\n") as [string, ...string[]];
  const status = Number(STATUS_LINE.exec(statusLine)?.[1]);
  assert.match(statusLine, STATUS_LINE);
  for (const field of fields) assert.match(field, FIELD_LINE);
  const count = (name: string): number => fields.filter((field) => field.toLowerCase().startsWith(`${name}:`)).length;
  const lengths = count("content-length");
  const codings = count("transfer-encoding");
  assert.ok(lengths + codings <= 1, "a response has one length");
  if (status < 200 || status === 204) assert.equal(lengths + codings, 0, `${status} has no length`);
  if (status >= 200 && status < 500) assert.equal(count("date"), 1, "an answer has its date");
}

function bodyEnd(output: string, start: number, head: string, { status, method }: Begun): number {
  const isTunnel = method === "CONNECT" && status >= 200 && status < 300;
  if (status === 101 || isTunnel) return output.length;
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return start;
  if (/^transfer-encoding:/im.test(head)) return chunkedEnd(output, start);
  const length = /^content-length: ([0-9]+)\r$/im.exec(head)?.[1];
  return length === undefined ? output.length : start + Number(length);
}

function chunkedEnd(output: string, start: number): number {
  const body = /^(?:([1-9a-f][0-9a-f]*)\r\n|0\r\n(?:[^\r\n]+\r\n)*\r\n)/;
  for (let at = start; ; ) {
    const line = body.exec(output.slice(at));
    if (line === null) return output.length + 1;
    at += line[0].length;
    if (line[1] === undefined) return at;
    at += Number.parseInt(line[1], 16);
    if (at >= output.length) return output.length + 1;
    assert.equal(output.slice(at, at + 2), "\r\n", "the data of a chunk ends in CR LF");
    at += 2;
  }
}
