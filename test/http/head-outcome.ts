// What a request head comes to, in a form that two ways of receiving it can be compared in.

import { isProtocolError } from "../../src/http/errors.ts";
import { type HeadLimits, RequestHead } from "../../src/http/request-head.ts";
import type { RequestLine } from "../../src/http/request-line.ts";
import { windowFor } from "./pieces.ts";

/** What came of a head that was read, refused, or has not come to its end. */
export interface HeadOutcome {
  readonly result: "complete" | "incomplete" | "refused";
  /** Status, message and explanation of a refusal. */
  readonly refusal: readonly [status: number, message: string, explain: string | undefined] | undefined;
  readonly requestline: string;
  readonly line: RequestLine | undefined;
  /** Name and value of every field. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly noted: Readonly<Record<string, string | undefined>>;
  readonly bodyLength: number;
  /** Whether a byte of the request has come; false once it was refused. */
  readonly hasBegun: boolean;
  /** What the head left in the window; empty where it was not completed. */
  readonly rest: string;
}

/** Reads a head from pieces that arrive one after another. @throws what is no ProtocolError. */
export function readHead(pieces: readonly Buffer[], limits?: HeadLimits): HeadOutcome {
  const head = new RequestHead(limits);
  const window = windowFor(pieces);
  let refusal: HeadOutcome["refusal"];
  for (const piece of pieces) {
    window.arrive(piece);
    if (head.isComplete || refusal !== undefined) continue;
    try {
      head.read(window);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      refusal = [error.status, error.message, error.explain];
    }
  }
  const { requestline, line, text, bodyLength, hasBegun, offsets } = head;
  const { host, contentLength, transferEncoding, connection, expect, upgrade } = head;
  return {
    result: refusal !== undefined ? "refused" : head.isComplete ? "complete" : "incomplete",
    refusal,
    requestline,
    line,
    fields: fieldsOf(text, offsets),
    text,
    noted: refusal === undefined ? { host, contentLength, transferEncoding, connection, expect, upgrade } : {},
    bodyLength,
    hasBegun: hasBegun && refusal === undefined,
    rest: head.isComplete ? window.rest : "",
  };
}

function fieldsOf(text: string, offsets: readonly number[]): [string, string][] {
  const fields: [string, string][] = [];
  for (let i = 0; i < offsets.length; i += 4) {
    fields.push([text.slice(offsets[i], offsets[i + 1]), text.slice(offsets[i + 2], offsets[i + 3])]);
  }
  return fields;
}
