// Lack of resources.

/** The system's errors when it has run out of descriptors, processes or memory, if only for a moment. */
const CODES: ReadonlySet<string> = new Set(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"]);

/** Tells whether an error's code means that another attempt may succeed later. */
export function isExhaustion(code: string | undefined): boolean {
  return CODES.has(code ?? "");
}
