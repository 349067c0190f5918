// Waiting for what comes when it comes.

/** How long a busy machine may take for what takes milliseconds. */
const PATIENCE_MS = 60_000;

/** Waits until something holds; fails with `what` when it does not. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`in vain it was waited that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
