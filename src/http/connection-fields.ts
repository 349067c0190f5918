// Fields that are between two ends of a connection: nobody passes them on.

/** Their names in small letters (RFC 9110 §7.6.1). */
export const CONNECTION_FIELDS: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
