// What has to be awaited.

/** Tells a promise, or anything that acts like one, from a plain value. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

/** Calls a function that may return no promise, and may throw. The promise returned stands for its end and for its error. */
export function attempt(call: () => void | Promise<void>): Promise<void> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Returns `value`, at once or, if `working` is a promise, when that is fulfilled. */
export function behind<Value>(working: unknown, value: Value): Value | Promise<Value> {
  return isThenable(working) ? Promise.resolve(working).then(() => value) : value;
}
