import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inheritedVariables, type RequestFacts, requestVariables } from "../../src/cgi/environment.ts";
import { environmentText } from "../../src/cgi/environment-text.ts";
import { fieldVariables } from "../../src/cgi/field-variables.ts";

const REQUEST: RequestFacts = {
  method: "GET",
  target: "/cgi-bin/x/a%20b?c=d",
  query: "c=d",
  protocol: "HTTP/1.1",
  scriptName: "/cgi-bin/x",
  scriptFile: "/srv/cgi-bin/x",
  pathInfo: "/a b",
  pathTranslated: "/srv/a b",
  documentRoot: "/srv",
  serverSoftware: "test/1",
  serverName: "host",
  serverPort: 8000,
  serverAddress: "127.0.0.1",
  clientAddress: "127.0.0.2",
  clientPort: 50000,
  isSecure: false,
  authType: undefined,
  remoteUser: undefined,
  contentLength: undefined,
  fields: [],
  passesAuthorization: false,
  redirectedFrom: undefined,
};

describe("requestVariables", () => {
  test("are these for a plain request", () => {
    assert.deepEqual(requestVariables(REQUEST), {
      CONTENT_LENGTH: "",
      DOCUMENT_ROOT: "/srv",
      GATEWAY_INTERFACE: "CGI/1.1",
      HTTP_ACCEPT: "",
      HTTP_COOKIE: "",
      HTTP_REFERER: "",
      HTTP_USER_AGENT: "",
      PATH_INFO: "/a b",
      PATH_TRANSLATED: "/srv/a b",
      QUERY_STRING: "c=d",
      REDIRECT_STATUS: "200",
      REMOTE_ADDR: "127.0.0.2",
      REMOTE_HOST: "",
      REMOTE_PORT: "50000",
      REQUEST_METHOD: "GET",
      REQUEST_SCHEME: "http",
      REQUEST_URI: "/cgi-bin/x/a%20b?c=d",
      SCRIPT_FILENAME: "/srv/cgi-bin/x",
      SCRIPT_NAME: "/cgi-bin/x",
      SERVER_ADDR: "127.0.0.1",
      SERVER_NAME: "host",
      SERVER_PORT: "8000",
      SERVER_PROTOCOL: "HTTP/1.1",
      SERVER_SOFTWARE: "test/1",
    });
  });

  test("say how long the body is and what it holds, where there is one", () => {
    const { CONTENT_LENGTH, CONTENT_TYPE } = requestVariables({
      ...REQUEST,
      contentLength: 0,
      fields: [["content-TYPE", "text/x; charset=utf-8"]],
    });
    assert.deepEqual([CONTENT_LENGTH, CONTENT_TYPE], ["0", "text/x; charset=utf-8"]);
  });

  test("say that the connection is encrypted", () => {
    const { HTTPS, REQUEST_SCHEME } = requestVariables({ ...REQUEST, isSecure: true });
    assert.deepEqual([HTTPS, REQUEST_SCHEME], ["on", "https"]);
  });

  test("name the user, and the path that led here", () => {
    const variables = requestVariables({
      ...REQUEST,
      authType: "Basic",
      remoteUser: "me",
      redirectedFrom: "/cgi-bin/y",
    });
    assert.equal(variables["AUTH_TYPE"], "Basic");
    assert.equal(variables["REMOTE_USER"], "me");
    assert.equal(variables["REDIRECT_URL"], "/cgi-bin/y");
  });

  test("show bytes of PATH_INFO that are no UTF-8 as U+FFFD", () => {
    assert.equal(requestVariables({ ...REQUEST, pathInfo: "/\udcff\u{1f600}" })["PATH_INFO"], "/\ufffd\u{1f600}");
  });

  test("have no port for a client on a Unix socket", () => {
    assert.equal("REMOTE_PORT" in requestVariables({ ...REQUEST, clientPort: undefined }), false);
  });
});

describe("fieldVariables", () => {
  const variablesOf = (...lines: string[]) =>
    fieldVariables(
      lines.map((line) => line.split(": ", 2) as [string, string]),
      false,
    );

  test("have the name in capitals behind HTTP_", () => {
    assert.deepEqual(variablesOf("x-Forwarded-for: a", "DNT: 1"), { HTTP_X_FORWARDED_FOR: "a", HTTP_DNT: "1" });
  });

  test("join fields of one name, cookies by a semicolon", () => {
    assert.deepEqual(variablesOf("Accept: a", "Cookie: a=1", "accept: b", "cookie: b=2"), {
      HTTP_ACCEPT: "a, b",
      HTTP_COOKIE: "a=1; b=2",
    });
  });

  test("are never HTTP_PROXY, however it is spelt", () => {
    assert.deepEqual(variablesOf("Proxy: http://evil", "pROXY: x", "PROXY: y"), {});
  });

  test("leave out names that could pass for others", () => {
    assert.deepEqual(variablesOf("X_Forwarded_For: evil", "X.Y: a", "X'Y: b", "X-Forwarded-For: good"), {
      HTTP_X_FORWARDED_FOR: "good",
    });
  });

  test("leave out the content's, the connection's and passwords", () => {
    const names =
      "Content-Type Content-Length Transfer-Encoding Connection TE Expect Authorization Proxy-Authorization";
    assert.deepEqual(variablesOf(...names.split(" ").map((name) => `${name}: x`)), {});
  });

  test("have Content-Encoding, which git needs", () => {
    assert.deepEqual(variablesOf("Content-Encoding: gzip"), { HTTP_CONTENT_ENCODING: "gzip" });
  });

  test("have Authorization where it is to be passed", () => {
    assert.deepEqual(fieldVariables([["Authorization", "Basic x"]], true), { HTTP_AUTHORIZATION: "Basic x" });
  });
});

test("environmentText keeps the bytes of UTF-8, and takes others for latin-1", () => {
  assert.equal(environmentText("caf\xc3\xa9"), "caf\u00e9");
  assert.equal(environmentText("caf\xe9"), "caf\u00e9");
  assert.equal(environmentText("plain"), "plain");
  assert.equal(environmentText("\u0161 \u00e9"), "\u0161 \u00e9");
});

describe("inheritedVariables", () => {
  test("are the few that are listed", () => {
    const own = { PATH: "/p", LANG: "C", LC_ALL: "C", LC_TIME: "C", TZ: "UTC", TMPDIR: "/t" };
    const others = {
      HOME: "/root",
      AWS_SECRET: "s",
      LD_PRELOAD: "x",
      PATHEXT: ".x",
      XPATH: "y",
      HTTP_PROXY: "z",
      LC_: "q",
    };
    assert.deepEqual(inheritedVariables({ ...own, ...others, UNSET: undefined }, "linux"), own);
  });

  test("have a PATH in any case", () => {
    assert.deepEqual(inheritedVariables({}, "linux"), { PATH: "/usr/local/bin:/usr/bin:/bin" });
  });

  test("have what programs of Windows need", () => {
    const own = { Path: "C:\\", SystemRoot: "C:\\Windows", TEMP: "C:\\t" };
    assert.deepEqual(inheritedVariables({ ...own, SECRET: "s", MY_TEMP: "s", TEMPORARY: "s" }, "win32"), own);
  });
});
