import { isForbidden } from "../kube/api-error.ts";
import { at, mapsAt, textOrNone } from "../kube/at.ts";
import type { KubeObject } from "../kube/object.ts";
import type { FoundIstiod, Sketch } from "../planner/sketch.ts";
import type { ClusterReader } from "../ports.ts";

const NETWORK = "topology.istio.io/network";

/** Reads, by `get` and `list` alone. Throws ApiError where the server does not answer or does not know who asks. */
export async function sketchOf(client: ClusterReader): Promise<Sketch> {
  const version = textOrNone(await client.getJson("/version"), "gitVersion");
  const [nodes, deployments] = await Promise.all([
    allowed(client.list({ apiVersion: "v1", kind: "Node" }, { keep: providerAlone })),
    allowed(
      client.list({ apiVersion: "apps/v1", kind: "Deployment" }, { labelSelector: "app=istiod" }),
    ),
  ]);
  const [provider] = (nodes?.items ?? []).flatMap((node) => providerOf(node) ?? []);
  const istiods = await Promise.all(
    (deployments?.items ?? []).map(async (one) => await istiodOf(client, one)),
  );
  return {
    ...(version === undefined ? {} : { version }),
    ...(provider === undefined ? {} : { provider }),
    istiods,
  };
}

/** Of thousands of nodes only this is asked. */
function providerAlone({ apiVersion, kind, metadata: { name }, spec }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: { name }, spec: { providerID: at(spec, "providerID") } };
}

/** `aws:///eu-west-1a/i-0123` is `aws`. Oracle's ids have no scheme. */
function providerOf({ spec }: KubeObject): string | undefined {
  const id = textOrNone(spec, "providerID") ?? "";
  if (id.startsWith("ocid1.")) return "oci";
  return /^([a-z][a-z0-9-]{0,30}):\/\//.exec(id)?.[1];
}

async function istiodOf(
  client: ClusterReader,
  { metadata, spec }: KubeObject,
): Promise<FoundIstiod> {
  const { namespace = "", labels = {} } = metadata;
  const name = { apiVersion: "v1", kind: "Namespace", name: namespace };
  const found = await allowed(client.get(name));
  const network = found?.metadata.labels?.[NETWORK];
  const [container] = mapsAt(spec, "template", "spec", "containers");
  const image = textOrNone(container, "image") ?? "";
  const version = /:(\d+\.\d+\.\d+[\w.-]*)$/.exec(image)?.[1];
  const revision = labels["istio.io/rev"] ?? "default";
  return {
    namespace,
    revision: revision === "default" ? "" : revision,
    ...(version === undefined ? {} : { version }),
    ...(network === undefined ? {} : { network }),
  };
}

/** Undefined for what this user may not read. */
async function allowed<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}
