// nginx with one worker, set up as for production: sendfile, connections kept.

import { join } from "node:path";
import { maxDescriptors } from "../harness/proc.js";

const KINDS = {
  plain: "",
  fileCache: "open_file_cache max=10000 inactive=60s; open_file_cache_valid 1s;",
  hello: 'location / { default_type text/plain; return 200 "Hello, world\\n"; }',
  listing: "location / { autoindex on; }",
};

function configuration(kind, { port, folder, scratch, certificate }, { isLogged, isSecure }) {
  const { cert, key } = isSecure ? certificate() : {};
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(scratch, name)};`,
  );
  return `
${process.getuid() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
worker_rlimit_nofile ${maxDescriptors()};
pid ${join(scratch, "nginx.pid")};
error_log stderr crit;
events { worker_connections ${maxDescriptors() - 100}; }
http {
  ${temporary.join("\n  ")}
  access_log ${isLogged ? `${join(scratch, "access.log")} combined` : "off"};
  default_type application/octet-stream;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  keepalive_timeout 75s;
  large_client_header_buffers 8 32k;
  server {
    listen 127.0.0.1:${port} ${isSecure ? "ssl" : ""} backlog=511;
    ${isSecure ? `ssl_certificate ${cert}; ssl_certificate_key ${key};` : ""}
    root ${folder ?? scratch};
    ${KINDS[kind]}
  }
}
`;
}

function nginxAs(name, kind, { needs = [], ...options } = {}) {
  return {
    name,
    ...options,
    needs: ["nginx", ...needs],
    configuration: (place) => configuration(kind, place, options),
    command: ({ scratch, configured }) => ["nginx", "-e", "stderr", "-p", scratch, "-c", configured],
  };
}

export const nginx = nginxAs("nginx", "plain");
export const nginxLogged = nginxAs("nginx", "plain", { isLogged: true });
export const nginxFileCache = nginxAs("nginx open_file_cache", "fileCache");
export const nginxHello = nginxAs("nginx", "hello");
export const nginxHelloTls = nginxAs("nginx", "hello", { isSecure: true, needs: ["openssl"] });
export const nginxListing = nginxAs("nginx", "listing");
