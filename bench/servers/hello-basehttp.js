// Hello, world: PORT.

import { ThreadingHTTPServer } from "basehttp";
import { Hello } from "./hello-handler.js";

await new ThreadingHTTPServer(["127.0.0.1", Number(process.argv[2])], Hello).serveForever();
