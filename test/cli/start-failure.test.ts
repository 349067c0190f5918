import assert from "node:assert/strict";
import { constants } from "node:os";
import { test } from "node:test";
import { listenFailure, type TlsFiles, tlsFailure } from "../../src/cli/start-failure.ts";

const TLS_FILES: TlsFiles = { certificate: "cert.pem", key: undefined, isLocked: false, hasPassword: false };

/** An error as the system makes it. */
function systemError(code: keyof typeof constants.errno, path?: string): Error {
  const errno = -constants.errno[code];
  return Object.assign(new Error(`${code}: as node:fs says it`), {
    code,
    errno,
    ...(path === undefined ? {} : { path }),
  });
}

test("a port that is taken is reported with a way out", () => {
  const error = systemError("EADDRINUSE");
  assert.equal(
    listenFailure(error, "127.0.0.1", 8000).message,
    "cannot listen on 127.0.0.1:8000: address already in use (try another port; --port 0 takes any free one)",
  );
  assert.equal(
    listenFailure(error, "::1", 8000).message,
    "cannot listen on [::1]:8000: address already in use (try another port; --port 0 takes any free one)",
  );
  assert.equal(
    listenFailure(error, "", 8000).message,
    "cannot listen on port 8000: address already in use (try another port; --port 0 takes any free one)",
  );
  assert.equal(listenFailure(error, "", 8000).kind, "start");
});

test("a port that Windows refuses is reported as one in use or kept, as it has no privileged ones", () => {
  for (const port of [80, 8000]) {
    const { message } = listenFailure(systemError("EACCES"), "", port, "win32");
    assert.match(
      message,
      /^cannot listen on port \d+: permission denied \(in use, or reserved, as `netsh .*` shows; try another port\)$/,
    );
  }
});

test("a privileged port is reported as such", { skip: process.platform === "win32" }, () => {
  const error = systemError("EACCES");
  assert.equal(
    listenFailure(error, "localhost", 80).message,
    "cannot listen on localhost:80: permission denied (ports below 1024 are for the administrator; try --port 8000)",
  );
  assert.equal(listenFailure(error, "localhost", 8000).message, "cannot listen on localhost:8000: permission denied");
});

test("an address of another machine, and an unknown name, are reported", () => {
  assert.equal(
    listenFailure(systemError("EADDRNOTAVAIL"), "192.0.2.7", 8000).message,
    "cannot listen on 192.0.2.7:8000: address not available (this machine has no such address)",
  );
  const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND no.invalid"), { code: "ENOTFOUND", errno: -3008 });
  assert.equal(listenFailure(unknown, "no.invalid", 8000).message, "cannot listen on no.invalid:8000: unknown host");
});

test("an error nobody foresaw is reported in its own words, in one line", () => {
  const error = new Error("the sky fell\nat noon");
  assert.equal(listenFailure(error, "", 80).message, "cannot listen on port 80: the sky fell");
});

test("a certificate that cannot be read or used is reported", () => {
  assert.equal(
    tlsFailure(systemError("ENOENT", "cert.pem"), TLS_FILES).message,
    "cannot read 'cert.pem': no such file or directory",
  );
  for (const code of ["ERR_OSSL_BAD_DECRYPT", "ERR_OSSL_UNSUPPORTED"]) {
    const error = Object.assign(new Error("as OpenSSL says it"), { code });
    assert.equal(
      tlsFailure(error, { ...TLS_FILES, isLocked: true }).message,
      "cannot use the TLS certificate 'cert.pem': the private key needs a password; use --tls-password-file",
    );
    assert.equal(
      tlsFailure(error, { ...TLS_FILES, isLocked: true, hasPassword: true }).message,
      "cannot use the TLS certificate 'cert.pem': the password of the private key is wrong",
    );
  }
  const missing = Object.assign(new Error("unsupported"), { code: "ERR_OSSL_UNSUPPORTED" });
  assert.equal(
    tlsFailure(missing, { ...TLS_FILES, hasPassword: true }).message,
    "cannot use the TLS certificate 'cert.pem': no private key in PEM form was found; name its file with --tls-key",
  );
  assert.equal(
    tlsFailure(missing, { ...TLS_FILES, key: "key.pem" }).message,
    "cannot use the TLS certificate 'cert.pem' with the key 'key.pem': no private key in PEM form was found",
  );
  const odd = Object.assign(new Error("odd"), { code: "ERR_OSSL_ODD" });
  const { message } = tlsFailure(odd, { ...TLS_FILES, isLocked: true, hasPassword: true });
  assert.equal(message, "cannot use the TLS certificate 'cert.pem': odd");
});
