import type { Api } from "../../../rig/api.ts";
import { at, listAt, textAt } from "../../../rig/json.ts";
import type { Json, KubeObject } from "../../../src/kube/object.ts";

const NAMESPACE = "istio-system";

/** Every object of a cluster that is in no namespace or in istio-system, of every kind its API server has. */
export async function objectsOf(api: Api): Promise<readonly KubeObject[]> {
  const groups = listAt((await api("GET", "/apis")).body, "groups");
  const versions = groups.map((group) => textAt(group, "preferredVersion", "groupVersion") ?? "");
  const found = await Promise.all(
    ["v1", ...versions].map((apiVersion) => objectsOfVersion(api, apiVersion)),
  );
  return found.flat();
}

async function objectsOfVersion(api: Api, apiVersion: string): Promise<readonly KubeObject[]> {
  const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  const resources = listAt((await api("GET", root)).body, "resources").filter(isListed);
  const found = await Promise.all(
    resources.map(async (resource) => {
      const scope = at(resource, "namespaced") === true ? `/namespaces/${NAMESPACE}` : "";
      const path = `${root}${scope}/${textAt(resource, "name") ?? ""}`;
      const items = listAt((await api("GET", path)).body, "items");
      const kind = textAt(resource, "kind") ?? "";
      // Items of a list do not say what they are.
      return items.map((item) => ({ ...(item as KubeObject), apiVersion, kind }));
    }),
  );
  return found.flat();
}

/** Not a part of another resource, such as `pods/log`. */
function isListed(resource: Json): boolean {
  const isPart = textAt(resource, "name")?.includes("/") ?? true;
  return !isPart && listAt(resource, "verbs").includes("list");
}
