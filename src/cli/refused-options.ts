// Options that people bring along from other servers, where they mean different things.

/** What to use instead of such an option, by its letter. */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ["c", "use --cache, as in --cache no-store, or --config for a file of options"],
  ["C", "use --tls-cert for a certificate, --cors for CORS"],
  ["S", "use --tls-cert for HTTPS, --symlinks for links"],
  ["K", "use --tls-key for a private key"],
  ["g", "use --compress to send files compressed"],
  ["i", "use --index for index pages, --no-listing for no listings"],
  ["e", "URLs always name files in full, with their extension"],
  ["P", "use --port for a port, --protocol for a version"],
]);
