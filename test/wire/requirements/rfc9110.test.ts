// RFC 9110, HTTP semantics: what binds a server, section by section.

import { prove } from "./prove.ts";
import { FIELDS } from "./rfc9110-fields.ts";
import { METHODS } from "./rfc9110-methods.ts";
import { ROUTING } from "./rfc9110-routing.ts";

for (const requirements of [FIELDS, ROUTING, METHODS]) prove(requirements);
