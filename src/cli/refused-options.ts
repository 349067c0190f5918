// Options that people bring along from other servers, and what to use here.

/** What is said of an option that is known elsewhere and not given here, by its name without dashes. */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ["c", "servers disagree on its meaning; use --cache, as in --cache no-store, or --config for a file of options"],
  ["C", "servers disagree on its meaning; use --tls-cert for a certificate, --cors for CORS"],
  ["S", "servers disagree on its meaning; use --tls-cert for HTTPS, --symlinks for links"],
  ["K", "servers disagree on its meaning; use --tls-key for a private key"],
  ["g", "servers disagree on its meaning; use --compress to send files compressed"],
  ["i", "servers disagree on its meaning; use --index for index pages, --no-listing for no listings"],
  ["e", "servers disagree on its meaning; names of files are always written in full"],
  ["P", "servers disagree on its meaning; use --port for a port, --protocol for a version"],
]);
