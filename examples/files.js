// Serves the files of the current directory. A plain TCPServer is enough.
//
//   node examples/files.js [port]

import { SimpleHTTPRequestHandler, TCPServer } from "basehttp";

const httpd = new TCPServer(["", Number(process.argv[2] ?? 8000)], SimpleHTTPRequestHandler);
await httpd.serverBind();
console.log("serving at port", httpd.serverAddress[1]);
await httpd.serveForever();
