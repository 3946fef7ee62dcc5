import { ManifestParser } from "../src/adapters/renderers/manifest-text.ts";
import { objectPath } from "../src/kube/kinds.ts";
import { type Json, type ObjectRef, refOf } from "../src/kube/object.ts";
import { clusterName } from "./addresses.ts";
import { type Api, APPLY_PATCH, MERGE_PATCH } from "./api.ts";
import { mustRun } from "./command.ts";
import { insideCommand, insideEnvironment } from "./inside.ts";
import { parseJson } from "./json.ts";
import type { Place } from "./place.ts";
import { RigError } from "./rig-error.ts";

/** What Istio's guide does with kubectl, in cluster `n` and its namespace istio-system. */
export interface Kubectl {
  createNamespace(n: number): Promise<unknown>;
  label(n: number, key: string, value: string): Promise<unknown>;
  annotate(n: number, key: string, value: string): Promise<unknown>;
  apply(n: number, manifests: string): Promise<unknown>;
  get(n: number, ref: ObjectRef): Promise<Json>;
}

const NAMESPACE = "istio-system";

/** The program, as a person runs it. */
export function kubectlProgram(place: Place): Kubectl {
  const run = (n: number, args: readonly string[], input = ""): Promise<string> => {
    const kubectl = ["kubectl", "--context", clusterName(n), "-n", NAMESPACE, ...args];
    const [program = "ip", ...rest] = insideCommand(place, kubectl);
    return mustRun(program, rest, { env: insideEnvironment(place), input });
  };
  return {
    createNamespace: (n) => run(n, ["create", "namespace", NAMESPACE]),
    label: (n, key, value) => run(n, ["label", "namespace", NAMESPACE, `${key}=${value}`]),
    annotate: (n, key, value) => run(n, ["annotate", "namespace", NAMESPACE, `${key}=${value}`]),
    apply: (n, manifests) => run(n, ["apply", "-f", "-"], manifests),
    get: async (n, { kind, name }) => parseJson(await run(n, ["get", kind, name, "-o", "json"])),
  };
}

/** The same by requests, for machines without kubectl; `apply` is that of `kubectl apply --server-side`. */
export function kubectlRequests(api: (n: number) => Api): Kubectl {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } };
  const metadata = (n: number, patch: Json): Promise<Json> => {
    const path = `${objectPath(refOf(namespace))}?fieldManager=kubectl`;
    return must(api(n), "PATCH", path, { metadata: patch }, MERGE_PATCH);
  };
  return {
    createNamespace: (n) => must(api(n), "POST", "/api/v1/namespaces", namespace),
    label: (n, key, value) => metadata(n, { labels: { [key]: value } }),
    annotate: (n, key, value) => metadata(n, { annotations: { [key]: value } }),
    async apply(n, manifests) {
      const objects = new ManifestParser().parse(manifests);
      if (objects === undefined) throw new RigError(`no Kubernetes objects: ${manifests}`);
      for (const object of objects) {
        const path = objectPath({ namespace: NAMESPACE, ...refOf(object) });
        await must(api(n), "PATCH", `${path}?fieldManager=kubectl`, object, APPLY_PATCH);
      }
    },
    get: (n, ref) => must(api(n), "GET", objectPath(ref)),
  };
}

async function must(api: Api, ...request: Parameters<Api>): Promise<Json> {
  const { status, body } = await api(...request);
  if (status >= 300) {
    throw new RigError(`${request[0]} ${request[1]} answered ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}
