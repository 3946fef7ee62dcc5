import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";

export interface ContractAnswer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: Json;
  /** As it came. */
  readonly text: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

/** One API server with an administrator's rights, embedded or real. */
export interface ContractTarget {
  request(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: Json | Buffer,
    options?: { readonly contentType?: string },
  ): Promise<ContractAnswer>;
}

export const NAMESPACE = "contract";

/** Makes the namespace of the contract; nothing happens where it exists. */
export async function ensureNamespace(target: ContractTarget): Promise<void> {
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } };
  await target.request("POST", "/api/v1/namespaces", body);
}

/** The URL of a namespaced object of the contract, or of its collection. */
export function urlOf(plural: string, name = "", group = ""): string {
  const root = group === "" ? "/api/v1" : `/apis/${group}`;
  return `${root}/namespaces/${NAMESPACE}/${plural}${name === "" ? "" : `/${name}`}`;
}

export interface ApplyQuery {
  readonly manager?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

export function apply(
  target: ContractTarget,
  path: string,
  body: Json,
  { manager = "one", force = false, dryRun = false }: ApplyQuery = {},
): Promise<ContractAnswer> {
  const query = `fieldManager=${manager}&force=${String(force)}${dryRun ? "&dryRun=All" : ""}`;
  return target.request("PATCH", `${path}?${query}`, body, {
    contentType: "application/apply-patch+yaml",
  });
}

export function mergePatch(
  target: ContractTarget,
  path: string,
  body: Json,
  manager = "editor",
): Promise<ContractAnswer> {
  return target.request("PATCH", `${path}?fieldManager=${manager}`, body, {
    contentType: "application/merge-patch+json",
  });
}

export function at(
  value: Json | undefined,
  ...path: readonly (string | number)[]
): Json | undefined {
  return path.reduce<Json | undefined>((found, key) => {
    if (isList(found)) return found[Number(key)];
    return isMap(found) ? found[key] : undefined;
  }, value);
}

/** A text at a path; empty where there is none. */
export function textAt(value: Json | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

export function versionOf(answer: ContractAnswer): Json | undefined {
  return at(answer.body, "metadata", "resourceVersion");
}

/** Who owns what, without times: `{ "one Apply": {...} }`. */
export function ownersIn(answer: ContractAnswer): JsonMap {
  const entries = at(answer.body, "metadata", "managedFields");
  return Object.fromEntries(
    (isList(entries) ? entries : []).map((entry) => {
      const name = ["manager", "operation", "subresource"]
        .map((key) => textAt(entry, key))
        .join(" ");
      return [name.trim(), at(entry, "fieldsV1")];
    }),
  );
}

/** A refusal in comparable form: causes sorted, nothing that differs from run to run. */
export function refusal({ status, body }: ContractAnswer): JsonMap {
  const causes = at(body, "details", "causes");
  const sorted = isList(causes)
    ? [...causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : undefined;
  return {
    status,
    reason: at(body, "reason"),
    message: at(body, "message"),
    ...(sorted === undefined ? {} : { causes: sorted }),
  };
}

export function configMap(name: string, data?: Json, metadata: JsonMap = {}): JsonMap {
  const base = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata } };
  return data === undefined ? base : { ...base, data };
}

/** Asks until the answer fits: controllers take their time. */
export async function until(
  ask: () => Promise<ContractAnswer>,
  fits: (answer: ContractAnswer) => boolean,
): Promise<ContractAnswer> {
  for (let round = 0; ; round += 1) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (round > 300) throw new Error(`never came true: ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The events of a watch that the server ends after one second. */
export async function watchFor(target: ContractTarget, path: string): Promise<readonly JsonMap[]> {
  const { body } = await target.request("GET", `${path}&watch=1&timeoutSeconds=1`);
  const lines = typeof body === "string" ? body.split("\n").filter((line) => line !== "") : [];
  return typeof body === "string"
    ? lines.map((line) => JSON.parse(line) as JsonMap)
    : isMap(body)
      ? [body]
      : [];
}
