// Reads a web stream as an iterator, and lets go of it at once.

/** What a read of a web stream gives. */
type Step<Piece> = Awaited<ReturnType<ReadableStreamDefaultReader<Piece>["read"]>>;

/**
 * Iterates over what is left of a web stream, behind the steps that were `taken` already. The stream's own iterator, and a generator, would
 * wait for the next piece before they cancel it.
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
