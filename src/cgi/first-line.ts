// The first line of a script, which says what runs it.

/** How much of a file is looked at; 256 bytes, as on Linux. */
export const FIRST_LINE_BYTES = 256;

/** What a file is, as far as running it goes. */
export type ScriptKind =
  | { readonly kind: "binary" }
  /** Text that begins with `#!`. */
  | { readonly kind: "script"; readonly interpreter: string; readonly hasCarriageReturn: boolean }
  /** Any other text: the system has nothing to run it with. */
  | { readonly kind: "text" }
  | { readonly kind: "empty" };

/** Tells what the first bytes of a file say. */
export function scriptKind(bytes: Buffer): ScriptKind {
  if (bytes.length === 0) return { kind: "empty" };
  const text = bytes.toString("latin1");
  if (text.startsWith("#!")) {
    const line = (text.split("\n", 1)[0] as string).slice(2);
    const [interpreter = ""] = line.replace(/^[ \t]+/, "").split(/[ \t\0]/, 1);
    return { kind: "script", interpreter, hasCarriageReturn: line.endsWith("\r") };
  }
  return /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text) ? { kind: "binary" } : { kind: "text" };
}
