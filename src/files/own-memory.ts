// Bytes that are kept for a long time.

/** Returns bytes that keep nothing else in memory: many buffers are slices of a larger one, which stays as long as they do. */
export function toOwnMemory(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
