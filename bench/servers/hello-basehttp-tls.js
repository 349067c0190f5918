// Hello, world over TLS: PORT CERTIFICATE KEY.

import { ThreadingHTTPSServer } from "basehttp";
import { Hello } from "./hello-handler.js";

const [port, certfile, keyfile] = process.argv.slice(2);
await new ThreadingHTTPSServer(["127.0.0.1", Number(port)], Hello, true, { certfile, keyfile }).serveForever();
