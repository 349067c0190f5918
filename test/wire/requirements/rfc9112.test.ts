// RFC 9112, HTTP/1.1: what binds a server, section by section.

import { prove } from "./prove.ts";
import { BODIES } from "./rfc9112-body.ts";
import { TRANSFER_CODINGS } from "./rfc9112-chunked.ts";
import { CONNECTIONS } from "./rfc9112-connection.ts";
import { FIELD_LINES } from "./rfc9112-fields.ts";
import { MESSAGES } from "./rfc9112-message.ts";
import { REQUEST_LINES } from "./rfc9112-request-line.ts";

for (const requirements of [MESSAGES, REQUEST_LINES, FIELD_LINES, BODIES, TRANSFER_CODINGS, CONNECTIONS]) {
  prove(requirements);
}
