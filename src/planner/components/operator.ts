import type { Json, JsonMap } from "../../kube/object.ts";
import type { Mesh, Revision, ValuesLayer } from "../../mesh/model.ts";

/** An IstioOperator document: what istioctl renders, and what the Helm renderer takes apart again. */
export function operatorOf(
  mesh: Mesh,
  revision: Revision,
  parts: { readonly name: string; readonly profile: string; readonly spec: JsonMap },
): JsonMap {
  const { namespace, hub } = mesh.istio;
  const isUsual = namespace === "istio-system";
  const { values, ...spec } = parts.spec;
  const place: JsonMap = isUsual ? {} : { global: { istioNamespace: namespace } };
  return {
    apiVersion: "install.istio.io/v1alpha1",
    kind: "IstioOperator",
    metadata: { name: parts.name, ...(isUsual ? {} : { namespace }) },
    spec: {
      profile: parts.profile,
      hub,
      tag: revision.version,
      ...(revision.name === "" ? {} : { revision: revision.name }),
      ...spec,
      values: merge(place, isObject(values) ? values : {}),
    },
  };
}

/** The user's values over the built-in ones, layer by layer; maps are merged, everything else is replaced. */
export function withLayers(
  values: JsonMap,
  layers: readonly { readonly values: object }[],
): JsonMap {
  return layers.reduce<JsonMap>((merged, layer) => merge(merged, layer.values as JsonMap), values);
}

/**
 * Adds this name to those in istiod's certificate. The variable is a list with commas, and a value of the user's would
 * replace the name at which other clusters call istiod: they would refuse its certificate.
 *
 * Source: istio pilot/pkg/bootstrap/server.go (getDNSNames).
 */
export function withCustomHost(values: JsonMap, name: string | undefined): JsonMap {
  if (name === undefined) return values;
  const env = isObject(values["pilot"]) ? values["pilot"]["env"] : undefined;
  const own = isObject(env) ? env["ISTIOD_CUSTOM_HOST"] : undefined;
  const others = typeof own === "string" ? own.split(",").filter((one) => one !== "") : [];
  const names = others.includes(name) ? others : [name, ...others];
  return merge(values, { pilot: { env: { ISTIOD_CUSTOM_HOST: names.join(",") } } });
}

function merge(below: JsonMap, above: JsonMap): JsonMap {
  const merged: Record<string, Json | undefined> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const present = merged[key];
    merged[key] = isObject(value) && isObject(present) ? merge(present, value) : value;
  }
  return merged;
}

function isObject(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The parts of the user's values that gateways read; the rest belongs to the control plane. */
export function onlyKeys(
  layers: readonly ValuesLayer[],
  keys: readonly string[],
): readonly { readonly values: object }[] {
  return layers.map(({ values }) => ({
    values: Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key))),
  }));
}
