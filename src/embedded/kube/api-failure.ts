import type { Json, JsonMap } from "../../kube/object.ts";
import type { InvalidField } from "../../kube/schema/custom-validation.ts";

export type { InvalidField };

interface FailureCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

interface FailureDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly FailureCause[];
  readonly retryAfterSeconds?: number;
}

/** A request that the API server refuses. It becomes a `Status` object, or the plain text that some paths answer with. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly reason: string | undefined;
  readonly details: FailureDetails | undefined;
  /** Answered as `text/plain` instead of a Status. */
  readonly plainText: string | undefined;

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    details?: FailureDetails,
    plainText?: string,
  ) {
    super(message);
    this.name = "ApiFailure";
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.plainText = plainText;
  }

  toStatus(): JsonMap {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: { ...this.details } as unknown as Json }),
      code: this.code,
    };
  }
}

/** The object that a failure is about: `deployments.apps "web"`. */
export interface FailureSubject {
  readonly plural: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

function resourceText({ plural, group }: { plural: string; group: string }): string {
  return group === "" ? plural : `${plural}.${group}`;
}

function pluralDetails(subject: FailureSubject): FailureDetails {
  const base = { name: subject.name, kind: subject.plural };
  return subject.group === ""
    ? base
    : { name: subject.name, group: subject.group, kind: subject.plural };
}

export function notFound(subject: FailureSubject): ApiFailure {
  const message = `${resourceText(subject)} "${subject.name}" not found`;
  return new ApiFailure(404, "NotFound", message, pluralDetails(subject));
}

/** The path belongs to no served group and version. */
export function pageNotFound(): ApiFailure {
  return new ApiFailure(404, "NotFound", "404 page not found", undefined, "404 page not found\n");
}

export function alreadyExists(subject: FailureSubject): ApiFailure {
  const message = `${resourceText(subject)} "${subject.name}" already exists`;
  return new ApiFailure(409, "AlreadyExists", message, pluralDetails(subject));
}

export function conflict(subject: FailureSubject, why: string): ApiFailure {
  const message = `Operation cannot be fulfilled on ${resourceText(subject)} "${subject.name}": ${why}`;
  return new ApiFailure(409, "Conflict", message, pluralDetails(subject));
}

export const MODIFIED =
  "the object has been modified; please apply your changes to the latest version and try again";

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, "BadRequest", message);
}

/** A plain Go error on the server: code 500 without a reason. */
export function serverError(message: string): ApiFailure {
  return new ApiFailure(500, undefined, message);
}

export function methodNotAllowed(): ApiFailure {
  const message = "the server does not allow this method on the requested resource";
  return new ApiFailure(405, "MethodNotAllowed", message, {});
}

export function expired(message: string): ApiFailure {
  return new ApiFailure(410, "Expired", message);
}

export function invalid(subject: FailureSubject, fields: readonly InvalidField[]): ApiFailure {
  const texts = [...new Set(fields.map(({ field, message }) => `${field}: ${message}`))];
  const joined = texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
  const kind = subject.group === "" ? subject.kind : `${subject.kind}.${subject.group}`;
  const details: FailureDetails = {
    name: subject.name,
    ...(subject.group === "" ? {} : { group: subject.group }),
    kind: subject.kind,
    causes: fields.map(({ field, reason, message }) => ({ reason, message, field })),
  };
  return new ApiFailure(422, "Invalid", `${kind} "${subject.name}" is invalid: ${joined}`, details);
}

/** The value inside "Invalid value: …", spelled like Go's `%#v`. */
export function invalidValue(value: Json | undefined, why: string): string {
  return `Invalid value: ${JSON.stringify(value ?? null)}: ${why}`;
}

export function immutable(field: string, value: Json | undefined): InvalidField {
  return { field, reason: "FieldValueInvalid", message: invalidValue(value, "field is immutable") };
}
