// Content that nothing on the way can take for something else, or compress.

/** Bytes that do not repeat, the same in every run; other ones for another seed. */
export function pseudoRandom(size: number, seed: number = size + 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0; // the generator of the C standard's example
    bytes[at] = state >>> 24;
  }
  return bytes;
}
