// Which HTTP methods a handler has.

/** Those that a handler of all kinds of requests has. */
export const USUAL_METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/** What a handler may know of methods that it has no `do_*` method for, such as those that scripts answer. */
export interface FurtherMethods {
  /** Their names, where the present target has them. */
  readonly furtherMethods?: readonly string[];
  /** Answers the present request, if its method is one of them. */
  readonly furtherMethod?: (() => unknown) | undefined;
}

/** Lists the methods of HTTP that a handler has for the present target: its `do_*` methods, own or inherited, and further ones; in order of the alphabet. */
export function implementedMethods(handler: object): string[] {
  const names = new Set<string>((handler as FurtherMethods).furtherMethods);
  for (let level: object | null = handler; level !== null; level = Object.getPrototypeOf(level)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name.startsWith("do_") && typeof value === "function") names.add(name.slice(3));
    }
  }
  return [...names].sort();
}
