// Reads that fail although nobody awaits them.

/** A read that fails because of the client must not end the process if nobody awaits it. */
export function mayFail<Read>(reading: Promise<Read>): Promise<Read> {
  reading.catch(() => undefined);
  return reading;
}
