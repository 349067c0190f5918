// Which connections are encrypted.

/** Tells whether a connection is over TLS, as Node's sockets themselves say. */
export function isEncrypted(connection: object): boolean {
  return (connection as { readonly encrypted?: unknown }).encrypted === true;
}
