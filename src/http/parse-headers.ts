// Reads a header section line by line, for callers that have a file and no connection. Anything that is not a field is
// refused: what one parser skips, another may read.

import { BAD_VALUE, badField, nameFault } from "./bad-field.ts";
import { HTTPException, LineTooLong } from "./errors.ts";
import { COLON, CR, FIELD_VALUE, isBlank, LF, TOKEN } from "./grammar.ts";
import { HTTPMessage } from "./message.ts";
import type { RawFields } from "./raw-fields.ts";

/** CPython's `_MAXLINE`: bytes of one line, its end included. */
const MAX_LINE_BYTES = 65536;

/** CPython's `_MAXHEADERS`; the blank line at the end counts, so 99 fields pass. */
const MAX_LINES = 100;

/** What {@link parseHeaders} reads from: `rfile`, or anything that hands out lines. */
export interface LineReader {
  /** Returns the next line with its LF, at most `limit` bytes of it; an empty buffer at the end of the file. */
  readline(limit: number): Uint8Array | Promise<Uint8Array>;
}

/** The class of a request's headers: {@link HTTPMessage} or a subclass. */
export type MessageClass<Message extends HTTPMessage = HTTPMessage> = new (raw?: RawFields) => Message;

/**
 * Reads header fields up to a blank line or the end of the file.
 *
 * Lines end in CR LF or LF. Source: Python's `http.client.parse_headers`, RFC 9112 §5.
 *
 * @throws LineTooLong for a line over 65,536 bytes; HTTPException for more than 100 lines, the blank one included.
 * @throws ProtocolError 400 for a line that is not a field.
 *
 * Differs from Python: refuses folded lines, a blank before the colon, lines without a colon, control characters and a
 * lone CR. Python's mail parser takes them for continuations, for the end of the headers or for line ends, so that the
 * fields after them vanish.
 */
export async function parseHeaders<Message extends HTTPMessage = HTTPMessage>(
  fp: LineReader,
  MessageClass: MessageClass<Message> = HTTPMessage as MessageClass<Message>,
): Promise<Message> {
  const lines: Uint8Array[] = [];
  const offsets: number[] = [];
  for (let position = 0; ; ) {
    const line = await fp.readline(MAX_LINE_BYTES + 1);
    if (line.length > MAX_LINE_BYTES) throw new LineTooLong("header line");
    if (lines.push(line) > MAX_LINES) throw new HTTPException(`got more than ${MAX_LINES} headers`);
    if (isBlankLine(line)) break;
    noteField(line, position, offsets);
    position += line.length;
  }
  return new MessageClass({ text: Buffer.concat(lines).toString("latin1"), offsets });
}

/** CR LF, LF, or the end of the file. */
function isBlankLine(line: Uint8Array): boolean {
  return contentEnd(line) === 0;
}

/** Checks one line, and notes where in the whole section its name and its trimmed value lie. */
function noteField(line: Uint8Array, position: number, offsets: number[]): void {
  let nameEnd = 0;
  while (TOKEN[line[nameEnd] as number] === 1) nameEnd++;
  if (nameEnd === 0 || line[nameEnd] !== COLON) throw badField(nameFault(line[nameEnd] as number, nameEnd === 0));
  let start = nameEnd + 1;
  let end = contentEnd(line);
  while (start < end && isBlank(line[start] as number)) start++;
  while (end > start && isBlank(line[end - 1] as number)) end--;
  for (let at = start; at < end; at++) {
    if (FIELD_VALUE[line[at] as number] !== 1) throw badField(BAD_VALUE);
  }
  offsets.push(position, position + nameEnd, position + start, position + end);
}

/** Where a line's content ends: before its LF or CR LF, or where the file was cut off. */
function contentEnd(line: Uint8Array): number {
  const { length } = line;
  if (line[length - 1] !== LF) return length;
  return line[length - 2] === CR ? length - 2 : length - 1;
}
