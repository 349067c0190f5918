// Fields that a script neither gets nor sends.

/** What is between client and server only (RFC 9110 §7.6.1), in small letters. */
export const CONNECTION_FIELDS: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
