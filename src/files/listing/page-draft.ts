// Keeps a page that is sent while it is made.

/** Longer pages are not kept; 4 Mi characters, some 20,000 entries. */
const MAX_LENGTH = 4_194_304;

/** The text of a page so far. */
interface Draft {
  pieces: string[];
  length: number;
  readonly freshUntil: number;
}

/** There is one at a time, so that clients that read slowly do not fill the memory. */
let current: Draft | undefined;

/**
 * Passes steps on, and keeps the page when it is complete; not if that is later than `freshUntil` by the clock `now`, if the page is too
 * long, or if another one is being kept this way.
 */
export function* keepSteps(
  steps: Iterable<string>,
  freshUntil: number,
  keep: (page: Buffer) => void,
  now: () => number = () => performance.now(),
): Generator<string> {
  const draft = begin(freshUntil, now());
  try {
    for (const text of steps) {
      if (draft !== undefined && draft === current) add(draft, text);
      yield text;
    }
    if (draft !== undefined && draft === current && now() < freshUntil) keep(Buffer.from(draft.pieces.join("")));
  } finally {
    if (draft === current) drop();
  }
}

/** A draft whose time is over makes room, even if its page is still being sent. */
function begin(freshUntil: number, now: number): Draft | undefined {
  if (current !== undefined && now < current.freshUntil) return undefined;
  drop();
  current = { pieces: [], length: 0, freshUntil };
  return current;
}

function add(draft: Draft, text: string): void {
  draft.pieces.push(text);
  draft.length += text.length;
  if (draft.length > MAX_LENGTH) drop();
}

function drop(): void {
  if (current !== undefined) current.pieces = [];
  current = undefined;
}
