// What has to be waited for.

/** Tells a promise, or what acts like one, from a value that is there. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

/** Calls what need not return a promise, and may throw: both come of the promise that is returned. */
export function attempt(call: () => void | Promise<void>): Promise<void> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error);
  }
}
