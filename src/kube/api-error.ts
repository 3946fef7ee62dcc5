import { MeshplanError, type MeshplanErrorOptions } from "../errors.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";

export interface ApiStatus {
  /** HTTP status; 0 where no answer came (connection refused, reset, timeout). */
  readonly status: number;
  /** `reason` of the Kubernetes Status, e.g. `Forbidden`, `Invalid`; undefined for plain-text answers. */
  readonly reason?: string;
  /** The server's own message. */
  readonly serverMessage: string;
  readonly causes?: readonly {
    readonly reason?: string;
    readonly field?: string;
    readonly message?: string;
  }[];
  /**
   * The request may have been carried out all the same: neither this answer nor that of an earlier attempt tells (there was no
   * answer, or 5xx).
   */
  readonly uncertain?: true;
  /** `METHOD /path` without its query. */
  readonly request: string;
}

/**
 * Whether admission sent a 403 (a webhook, a policy, a quota), which judges what is sent, rather than an authorizer, which
 * judges who sends it. Source of the wordings: apiserver, endpoints/handlers/responsewriters/errors.go and
 * admission/plugin/webhook/errors/statuserror.go.
 */
export function isOfAdmission(serverMessage: string): boolean {
  return /^admission webhook "|\bis forbidden: (?!User ")/.test(serverMessage);
}

/** Whether an authorizer, or admission, sent this error: the account may not do what it asked for. */
export function isForbidden(error: unknown): error is ApiError {
  return error instanceof ApiError && error.api.status === 403;
}

/**
 * An API server refused a request, or could not be reached. Never carries a request or response body: they may hold
 * secrets.
 */
export class ApiError extends MeshplanError {
  readonly api: ApiStatus;

  constructor(
    code: DiagnosticCode,
    message: string,
    api: ApiStatus,
    options: MeshplanErrorOptions,
  ) {
    super(code, message, options);
    this.name = "ApiError";
    this.api = api;
  }
}
