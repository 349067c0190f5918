// Which HTTP methods a handler has.

/** Lists the methods of HTTP for which a handler has a `do_*` method, own or inherited, in order of the alphabet. */
export function implementedMethods(handler: object): string[] {
  const names = new Set<string>();
  for (let level: object | null = handler; level !== null; level = Object.getPrototypeOf(level)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name.startsWith("do_") && typeof value === "function") names.add(name.slice(3));
    }
  }
  return [...names].sort();
}
