// How our objects show themselves to console.log: the name under which Node, Deno and Bun look for it.

/** The method that `util.inspect` and `console.log` call on an object. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");
