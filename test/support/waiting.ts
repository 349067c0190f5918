// Waiting, and being waited for.

/** How long a busy machine may take for what takes milliseconds. */
const PATIENCE_MS = 60_000;

/** Waits until something holds; fails with `what`, which may be asked for then, when it does not. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string | (() => string) = "it holds",
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new Error(`in vain it was waited that ${typeof what === "string" ? what : what()}`);
    await sleep(5);
  }
}

/** Waits. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits for the end of this turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything happen that is about to happen without any waiting. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn();
}

/** A promise, and the function that fulfils it. */
export function deferred<Value = void>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
