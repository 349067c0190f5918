// What has to be waited for.

/** Tells a promise, or what acts like one, from a value that is there. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
