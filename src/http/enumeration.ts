// How Python's enumerations look from JavaScript: `Kind.NAME` is a member, `Kind(value)` looks one up, `for (const
// member of Kind)` visits them all, `member instanceof Kind` holds. Members are boxed primitives: they compare with ==,
// add up and print as their value.

import { pythonRepr } from "./python-repr.ts";

interface Member {
  readonly value: string | number;
}

/** What an enumeration is made of. */
export interface EnumerationParts {
  readonly typeName: string;
  /** The class of the members, so that `instanceof` holds. */
  readonly memberClass: { readonly prototype: object };
  /** In the order they are visited. */
  readonly members: readonly Member[];
  /** Every name, aliases too. */
  readonly names: Readonly<Record<string, Member>>;
}

/**
 * Makes the callable object that an enumeration is.
 *
 * Calling it with a value that no member has throws RangeError, in Python's words: `299 is not a valid HTTPStatus`.
 * The caller gives the result its type.
 */
export function enumeration({ typeName, memberClass, members, names }: EnumerationParts): unknown {
  const byValue = new Map(members.map((member) => [member.value, member]));
  // Not an arrow function, so that `new HTTPStatus(404)`, which JavaScript programmers write, works too.
  function lookUp(value: unknown): Member {
    const plain = value instanceof Number || value instanceof String ? value.valueOf() : value;
    const member = byValue.get(plain as string | number);
    if (member === undefined) throw new RangeError(`${pythonRepr(value)} is not a valid ${typeName}`);
    return member;
  }
  lookUp.prototype = memberClass.prototype;
  Object.assign(lookUp, names);
  Object.defineProperty(lookUp, "name", { value: typeName });
  Object.defineProperty(lookUp, Symbol.iterator, { value: () => members.values() });
  return Object.freeze(lookUp);
}
