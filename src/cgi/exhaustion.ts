// Lack of means.

/** What the system says when it has none left; they may be there again in a moment. */
const CODES: ReadonlySet<string> = new Set(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"]);

/** Tells whether an error's code means that something could be done later. */
export function isExhaustion(code: string | undefined): boolean {
  return CODES.has(code ?? "");
}
