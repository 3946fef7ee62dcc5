import { LEAST_MAX_BYTES } from "../report/markdown/bounds.ts";
import type { TrustedKubeconfig } from "../adapters/kubernetes/kubeconfig-policy.ts";

/** A value that a flag does not take; the message says what it takes. */
export class WrongValue extends Error {}

export function contextPair(
  value: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const equals = value.indexOf("=");
  if (equals <= 0 || equals === value.length - 1) throw new WrongValue("Write NAME=CONTEXT.");
  return { ...before, [value.slice(0, equals)]: value.slice(equals + 1) };
}

export function trustedPaths(
  value: string,
  before: readonly TrustedKubeconfig[] | undefined,
): readonly TrustedKubeconfig[] {
  const [, path = value, sha256] = /^(.+)@sha256:(.*)$/s.exec(value) ?? [];
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw new WrongValue("Write PATH, or PATH@sha256: and 64 hexadecimal digits.");
  return [...(before ?? []), sha256 === undefined ? { path } : { path, sha256 }];
}

export function morePaths(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** If the flag is given twice, both lists count. */
export function contextList(
  value: string,
  before: readonly string[] | undefined,
): readonly string[] {
  const names = value.split(",").map((name) => name.trim());
  if (names.includes("")) throw new WrongValue("Write names with commas between them.");
  return [...(before ?? []), ...names];
}

/** A name of Kubernetes, in its strictest form. Source: RFC 1123 label. */
export function dnsLabel(value: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value)) return value;
  throw new WrongValue("Write small letters, digits and hyphens, at most 63.");
}

/** The authenticator chooses the names of users and groups, so they may be almost anything. */
export function aName(value: string): string {
  if (/^\P{C}{1,253}$/u.test(value)) return value;
  throw new WrongValue("Write a name of at most 253 characters.");
}

/** A whole version of Istio. */
export function release(value: string): string {
  if (/^\d{1,3}\.\d{1,3}\.\d{1,3}(-[0-9a-z.-]{1,40})?$/.test(value)) return value;
  throw new WrongValue("Write a release of Istio: three numbers with dots between them.");
}

export function positiveInteger(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number <= 0)
    throw new WrongValue("Write a whole number above 0.");
  return number;
}

/** The bound of a document. With less room not even its head would be whole. */
export function documentBytes(value: string): number {
  const number = positiveInteger(value);
  if (number < LEAST_MAX_BYTES) throw new WrongValue(`Write at least ${String(LEAST_MAX_BYTES)}.`);
  return number;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** The seconds of `90s`, `20m`, `1h`. */
export function duration(value: string): number {
  const match = /^(\d+)([smh])$/.exec(value);
  const unit = UNIT_SECONDS[match?.[2] ?? ""];
  if (match === null || unit === undefined)
    throw new WrongValue("Write a duration such as 90s, 20m or 1h.");
  return Number(match[1]) * unit;
}

export function durationOrZero(value: string): number {
  return value === "0" ? 0 : duration(value);
}
