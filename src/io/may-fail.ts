// Reads that fail where nobody waits for them.

/** That a read fails for its client must not end the process where nobody waits for it. */
export function mayFail<Read>(reading: Promise<Read>): Promise<Read> {
  reading.catch(() => undefined);
  return reading;
}
