// Which connections are encrypted.

/** Tells whether a connection is over TLS, as Node's sockets say of themselves. */
export function isEncrypted(connection: object): boolean {
  return (connection as { readonly encrypted?: unknown }).encrypted === true;
}
