import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at, parseJson, textAt } from "./json.ts";
import { auditLogPath, type Place } from "./place.ts";
import type { Json } from "../src/kube/object.ts";

/** A request that changed a cluster, or tried to, and was no dry run. */
export interface Write {
  readonly cluster: string;
  readonly user: string;
  readonly userAgent: string;
  readonly verb: string;
  /** The path as asked, query included. */
  readonly path: string;
  readonly status: number;
}

const WRITING_VERBS = new Set(["create", "update", "patch", "delete", "deletecollection"]);
/** POSTs of these groups ask a question and store nothing. */
const REVIEW_GROUPS = new Set(["authentication.k8s.io", "authorization.k8s.io"]);

/** Records who asked for what, without bodies, one line when a request is answered. Reads are left out. */
export function writeAuditPolicy(place: Place): string {
  const path = join(place.home, "audit-policy.json");
  const policy = {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived", "ResponseStarted"],
    rules: [{ level: "None", verbs: ["get", "list", "watch"] }, { level: "Metadata" }],
  };
  writeFileSync(path, JSON.stringify(policy));
  return path;
}

/** Where the audit log of a cluster ends now. */
export function auditPosition(place: Place, cluster: string): number {
  const path = auditLogPath(place, cluster);
  return existsSync(path) ? statSync(path).size : 0;
}

/** The writes recorded after `position`, oldest first. The log is complete as soon as the answer was sent. */
export function writesSince(place: Place, cluster: string, position: number): readonly Write[] {
  return entriesSince(place, cluster, position).flatMap((entry) => writeOf(cluster, entry));
}

/** What a user asked for besides get, list and watch, as `VERB PATH`: dry runs and access reviews, too. */
export function askedSince(
  place: Place,
  cluster: string,
  position: number,
  { name }: { readonly name: string },
): readonly string[] {
  return entriesSince(place, cluster, position)
    .filter((entry) => textAt(entry, "user", "username") === name)
    .map((entry) => `${textAt(entry, "verb") ?? ""} ${textAt(entry, "requestURI") ?? ""}`);
}

function entriesSince(place: Place, cluster: string, position: number): readonly Json[] {
  const text = readFileSync(auditLogPath(place, cluster)).subarray(position).toString("utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map(parseJson);
}

/** Exported for its test. */
export function writeOf(cluster: string, entry: Json): readonly Write[] {
  const verb = textAt(entry, "verb") ?? "";
  const path = textAt(entry, "requestURI") ?? "";
  const status = at(entry, "responseStatus", "code");
  const dryRun = new URL(path, "http://audit").searchParams.has("dryRun");
  const review = REVIEW_GROUPS.has(textAt(entry, "objectRef", "apiGroup") ?? "");
  if (!WRITING_VERBS.has(verb) || dryRun || review) return [];
  return [
    {
      cluster,
      user: textAt(entry, "user", "username") ?? "",
      userAgent: textAt(entry, "userAgent") ?? "",
      verb,
      path,
      status: typeof status === "number" ? status : 0,
    },
  ];
}
