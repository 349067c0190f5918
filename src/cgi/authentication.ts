// Who a client claims to be, from its Authorization field.

const ASCII = /^[\0-\x7f]*$/;

/** What is known about the client's name. */
export interface CgiAuthentication {
  /** AUTH_TYPE: the scheme, such as `Basic`. */
  readonly type?: string | undefined;
  /** REMOTE_USER. */
  readonly user?: string | undefined;
}

/** Reads the scheme and, for Basic, the user name. No password is checked. Source: Python's `run_cgi`, which wants two words and one colon. */
export function claimedUser(authorization: string | null): CgiAuthentication {
  const [type, credentials, ...more] = (authorization ?? "").trim().split(/[ \t]+/);
  if (type === undefined || credentials === undefined || more.length > 0) return {};
  if (type.toLowerCase() !== "basic") return { type };
  const decoded = Buffer.from(credentials, "base64").toString("latin1");
  const [user, ...passwords] = decoded.split(":");
  return passwords.length === 1 && ASCII.test(decoded) && !decoded.includes("\0") ? { type, user } : { type };
}
