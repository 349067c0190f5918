// Bytes that are kept for long.

/** Returns bytes that keep nothing else in memory: many buffers are pieces of larger ones, which stay as a whole. */
export function toOwnMemory(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
