// Reads a web stream through an iterator that lets go of it at once.

/** What a read of a web stream gives. */
type Step<Piece> = Awaited<ReturnType<ReadableStreamDefaultReader<Piece>["read"]>>;

/**
 * Iterates over the steps that were `taken` from a web stream already, then over the rest. The stream's own iterator, or a generator, would
 * wait for the next piece before it cancels the stream.
 */
export function webIterator<Piece>(
  reader: ReadableStreamDefaultReader<Piece>,
  taken: Promise<Step<Piece>>[] = [],
): Required<Pick<AsyncIterator<Piece>, "next" | "return">> {
  return {
    next: () => (taken.shift() ?? reader.read()) as Promise<IteratorResult<Piece>>,
    return: async () => {
      const cancelling = reader.cancel();
      reader.releaseLock();
      await cancelling;
      return { done: true, value: undefined };
    },
  };
}
