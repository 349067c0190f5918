// Fields that concern one connection only: nobody passes them on.

/** Their names in lower case (RFC 9110 §7.6.1). */
export const CONNECTION_FIELDS: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
