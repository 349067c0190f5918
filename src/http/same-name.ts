// Field names compared where they stand, without making strings of them.

/** Compares part of a text with a name, ignoring the case of ASCII letters only, as RFC 9110 §5.1 has it. */
export function isSameName(text: string, start: number, end: number, name: string): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    const a = text.charCodeAt(start + i);
    const b = name.charCodeAt(i);
    if (a !== b && lowerCase(a) !== lowerCase(b)) return false;
  }
  return true;
}

function lowerCase(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}
