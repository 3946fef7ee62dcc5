import { ApiFailure, pageNotFound } from "./api-failure.ts";
import type { KindRegistry } from "./kinds.ts";
import type { Target } from "./request.ts";

/**
 * Reads an API path. Throws the two different 404s of a real server: a plain `404 page not found` for a group and version
 * nobody serves (a missing CRD, usually), a Status for an unknown kind in a known one.
 */
export function targetOf(path: string, kinds: KindRegistry): Target {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const isCore = parts[0] === "api";
  const [group, version] = isCore ? ["", parts[1] ?? ""] : [parts[1] ?? "", parts[2] ?? ""];
  if ((!isCore && parts[0] !== "apis") || !kinds.servesVersion(group, version))
    throw pageNotFound();
  const rest = parts.slice(isCore ? 2 : 3);
  const isScoped = rest[0] === "namespaces" && rest.length > 2 && !isNamespacePart(rest[2]);
  const namespace = isScoped ? rest[1] : undefined;
  const [plural = "", name, subresource = "", ...tail] = isScoped ? rest.slice(2) : rest;
  const kind = kinds.at(group, version, plural);
  if (kind === undefined || (isScoped && !kind.namespaced)) throw unknownKind();
  if (kind.namespaced && namespace === undefined && name !== undefined) throw unknownKind();
  return { kind, namespace, name, subresource, rest: tail.join("/") };
}

/** `/api/v1/namespaces/x/status` is a part of the namespace, not a kind in it. */
function isNamespacePart(part: string | undefined): boolean {
  return part === "status" || part === "finalize";
}

function unknownKind(): ApiFailure {
  return new ApiFailure(404, "NotFound", "the server could not find the requested resource", {});
}
