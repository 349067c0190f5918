// Which HTTP methods a handler has.

/** Those of a handler for all kinds of requests. */
export const USUAL_METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/** What a handler may say of methods it has no `do_*` method for, such as those that scripts answer. */
export interface FurtherMethods {
  /** Their names, as far as the present target has them. */
  readonly furtherMethods?: readonly string[];
  /** Answers the present request, if its method is one of them. */
  readonly furtherMethod?: (() => unknown) | undefined;
}

/** Lists the HTTP methods a handler has for the present target, alphabetically: own or inherited `do_*` methods, and further ones. */
export function implementedMethods(handler: object): string[] {
  const names = new Set<string>((handler as FurtherMethods).furtherMethods);
  for (let level: object | null = handler; level !== null; level = Object.getPrototypeOf(level)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name.startsWith("do_") && typeof value === "function") names.add(name.slice(3));
    }
  }
  return [...names].sort();
}
