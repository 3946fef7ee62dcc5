import { systemErrorCode } from "../host/system-error.ts";

/** No answer came. `reset` is the one that a new connection may cure at once. */
export type FailureKind =
  | "unreachable"
  | "reset"
  | "untrusted"
  | "certificate-refused"
  | "not-tls"
  | "timeout"
  /** An answer came, and is more than anybody takes. */
  | "too-large"
  /** An answer came, and is none to the request: it cannot be unpacked, or is another protocol's. */
  | "garbled";

/** A request that got no answer. Never leaves the adapters: api-answer.ts makes an ApiError of it. */
export class ConnectionFailure extends Error {
  readonly kind: FailureKind;
  /** Node's code, e.g. `ECONNREFUSED`. */
  readonly reason: string;

  constructor(kind: FailureKind, reason: string, cause?: unknown) {
    super(`${kind}: ${reason}`, { cause });
    this.name = "ConnectionFailure";
    this.kind = kind;
    this.reason = reason;
  }
}

const RESETS = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);
/** Codes of OpenSSL's certificate verification, as Node spells them, and Node's own for a wrong name. */
const UNTRUSTED =
  /^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|INVALID_CA|ERROR_IN_CERT_|HOSTNAME_MISMATCH)/;

/** Sorts what Node's sockets report. */
export function connectionFailure(error: Error): ConnectionFailure {
  if (error instanceof ConnectionFailure) return error;
  const code = systemErrorCode(error) ?? "unknown";
  if (RESETS.has(code)) return new ConnectionFailure("reset", code, error);
  if (UNTRUSTED.test(code)) return new ConnectionFailure("untrusted", code, error);
  if (code.startsWith("ERR_SSL_") && code.includes("ALERT"))
    return new ConnectionFailure("certificate-refused", code, error);
  if (code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("HPE_"))
    return new ConnectionFailure("not-tls", code, error);
  return new ConnectionFailure("unreachable", code, error);
}
