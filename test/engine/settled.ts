import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  type KubeObject,
  managedFieldsOf,
} from "../../src/kube/object.ts";
import type { World } from "./world.ts";

/** Made anew in every run of anything: identities, times, versions, addresses of pods and Services. */
const OF_ONE_RUN = new Set([
  ...["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "generateName"],
  ...["clusterIP", "clusterIPs", "nodePort", "pod-template-hash", "caBundle"],
  "kubernetes.io/service-account.uid",
  "meshplan.dev/kubeconfig-checksum",
]);
/** Certificates, tokens, and whatever is made of them. */
const RANDOM_TEXT = /^(-----BEGIN|[A-Za-z0-9+/=_-]{80,}$)/;
const MADE_BY_CONTROLLERS = /^(pods|replicasets\.apps|nodes|events)/;

/**
 * Every lasting object of every cluster once its controllers rest, and who owns which of its fields, as one text: equal
 * for two runs that ended in the same state. Left out is what differs between two runs of anything.
 */
export async function settled(world: World): Promise<readonly string[]> {
  await world.idle();
  const { sandbox } = world;
  const addresses = sandbox.clusters.map(({ embedded }) =>
    gatewayAddress(embedded.store.list("services")),
  );
  return sandbox.clusters
    .flatMap(({ name, embedded }) =>
      embedded.store
        .export()
        .objects.filter(({ family }) => !MADE_BY_CONTROLLERS.test(family))
        .map(({ family, object }) => `${name} ${family} ${JSON.stringify(lasting(object))}`),
    )
    .map((text) =>
      addresses.reduce((all, address, n) => all.replaceAll(address, `gateway ${n + 1}`), text),
    )
    .sort();
}

function lasting(object: KubeObject): Json {
  const { status: _, metadata, ...rest } = object;
  // The controller names an EndpointSlice after the uid of its Service.
  const { generateName, name } = metadata;
  const named = { ...metadata, name: typeof generateName === "string" ? generateName : name };
  return { ...(plain(rest) as JsonMap), metadata: plain(named), owners: owners(object) };
}

function owners(object: KubeObject): Json {
  return managedFieldsOf(object)
    .map(({ manager, operation, subresource, fieldsV1 }) =>
      [manager, operation, subresource ?? "", JSON.stringify(fieldsV1)]
        .join(" ")
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UID"),
    )
    .sort();
}

function plain(value: Json): Json {
  if (typeof value === "string") return RANDOM_TEXT.test(value) ? "random" : value;
  if (isList(value)) return value.map(plain);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !OF_ONE_RUN.has(key));
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, item]) => [key, plain(item ?? null)]));
}

function gatewayAddress(services: readonly KubeObject[]): string {
  const names = ["istio-eastwestgateway", "istiod-external"];
  const gateway = services.find(({ metadata }) => names.includes(metadata.name));
  return /198\.51\.100\.\d+/.exec(JSON.stringify(gateway?.["status"] ?? {}))?.[0] ?? "no address";
}
