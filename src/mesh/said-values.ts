import { at, listAt, mapAt, textAt } from "../kube/at.ts";
import { isMap, type Json, type JsonMap } from "../kube/object.ts";
import type { Span } from "../diagnostics/source.ts";
import { mapInYaml } from "./map-in-yaml.ts";
import type { Cluster, Patch, ValuesLayer } from "./model.ts";
import { nameText } from "./name-text.ts";
import { patchSpan, type PatchSteps } from "./patch-place.ts";
import { printedPointer } from "./printed-pointer.ts";
import { valueAt } from "./value-at.ts";

/** A value of Istio's charts as the file says it. */
interface SaidValue {
  readonly value: unknown;
  /** What messages call it: `the value pilot.env.REVISION`, `REVISION in the patch of Deployment istiod`. */
  readonly name: string;
  /** How it goes: `remove pilot.env.REVISION from the values`. */
  readonly removal: string;
  readonly at?: Span;
}

/** One place of the file that says values: asked for a JSON pointer of values, it tells what it says there. */
export type SaysValues = (pointer: string) => SaidValue | undefined;

/**
 * Every place that says values of a cluster: its `values`, and the patches of what the charts write from them. istiod reads
 * variables, flags and settings without asking who wrote them, so what may not be set as a value may not be patched in either.
 *
 * Source: chart istiod of Istio 1.31, templates deployment.yaml and configmap.yaml.
 */
export function saidValues({ values, patches }: Cluster): readonly SaysValues[] {
  return [
    ...values.flatMap((layer) => [inValues(layer), inReferences(layer)]),
    ...patches.map(inPatch),
  ];
}

function inValues({ values, fieldsAt }: ValuesLayer): SaysValues {
  return (pointer) => {
    const value = valueAt(values, pointer);
    if (value === undefined) return undefined;
    const at = spanOf(fieldsAt, pointer);
    return { value, ...ofValue(pointer), ...(at === undefined ? {} : { at }) };
  };
}

function ofValue(pointer: string): Pick<SaidValue, "name" | "removal"> {
  const name = nameText(printedPointer(pointer));
  return { name: `the value ${name}`, removal: `remove ${name} from the values` };
}

function spanOf(fieldsAt: ValuesLayer["fieldsAt"], pointer: string): Span | undefined {
  return Object.entries(fieldsAt).find(
    ([leaf]) => leaf === pointer || leaf.startsWith(`${pointer}/`),
  )?.[1];
}

const ENV = "/pilot/env/";
const REFERENCES = "/pilot/envVarFrom";

/** Variables of istiod whose values stand in another object, which nobody reads here. */
function inReferences({ values, fieldsAt }: ValuesLayer): SaysValues {
  return (pointer) => {
    if (!pointer.startsWith(ENV)) return undefined;
    const items = listAt(values as Json, "pilot", "envVarFrom");
    const index = items.findIndex((item) => textAt(item, "name") === pointer.slice(ENV.length));
    if (index < 0) return undefined;
    const place = `${REFERENCES}/${String(index)}`;
    const span = spanOf(fieldsAt, REFERENCES);
    return { value: items[index], ...ofValue(place), ...(span === undefined ? {} : { at: span }) };
  };
}

/** What a part of a patch stands for. */
interface Part {
  /** Where in the values it would stand. */
  readonly pointer: string;
  readonly value: Json;
  /** What messages call the whole of it. */
  readonly called: string;
  readonly steps: PatchSteps;
}

function inPatch(patch: Patch): SaysValues {
  const parts = partsOf(patch);
  return (pointer) => {
    for (const { pointer: top, value: whole, called, steps } of parts) {
      if (pointer !== top && !pointer.startsWith(`${top}/`)) continue;
      const rest = pointer.slice(top.length);
      const value = valueAt(whole, rest);
      if (value === undefined) continue;
      const { kind, name } = patch.target;
      const object = name === undefined ? `every ${kind}` : `${kind} ${name}`;
      const inside = rest === "" ? called : `${printedPointer(rest)} in ${called}`;
      return {
        value,
        name: `${nameText(inside)} in the patch of ${nameText(object)}`,
        removal: `remove it from the patch`,
        at: patchSpan(patch, steps),
      };
    }
    return undefined;
  };
}

function partsOf({ target, patch }: Patch): readonly Part[] {
  if (target.kind === "Deployment" || target.kind === "DaemonSet")
    return [...ofContainers(patch as JsonMap), ...ofProxies(patch as JsonMap)];
  return target.kind === "ConfigMap" ? ofTexts(target.name, patch as JsonMap) : [];
}

const POD = ["spec", "template"];
const CONTAINERS = [...POD, "spec", "containers"];
const PROXY_METADATA = "/meshConfig/defaultConfig/proxyMetadata/";

/** Variables are values of istiod in its container, whatever its Deployment is called, and of proxies in theirs. */
const VARIABLES: Readonly<Record<string, string>> = {
  discovery: ENV,
  "istio-proxy": PROXY_METADATA,
};

function ofContainers(patch: JsonMap): readonly Part[] {
  return listAt(patch, ...CONTAINERS).flatMap((container, index): readonly Part[] => {
    const above = VARIABLES[textAt(container, "name")];
    if (above === undefined) return [];
    const steps = [...CONTAINERS, index];
    const variables = listAt(container, "env").flatMap((item, number): readonly Part[] => {
      const name = textAt(item, "name");
      if (!isMap(item) || item["$patch"] !== undefined) return [];
      const value = item["value"] ?? item;
      return [
        { pointer: `${above}${name}`, value, called: name, steps: [...steps, "env", number] },
      ];
    });
    const flags = at(container, "args");
    if (flags === undefined || above !== ENV) return variables;
    const pointer = "/pilot/extraContainerArgs";
    return [...variables, { pointer, value: flags, called: "args", steps: [...steps, "args"] }];
  });
}

const OF_PROXY = "proxy.istio.io/config";

/** Settings of one proxy, as text. */
function ofProxies(patch: JsonMap): readonly Part[] {
  const steps = [...POD, "metadata", "annotations", OF_PROXY];
  const { defaultConfig = {} } = settingsIn({ defaultConfig: mapInYaml(textAt(patch, ...steps)) });
  return [{ pointer: "/meshConfig/defaultConfig", value: defaultConfig, called: OF_PROXY, steps }];
}

/** The ConfigMaps of the settings of a mesh, and of those for the injector; of any revision. */
const OF_MESH = /^istio(-(?!sidecar-injector|ca-)|$)/;
const OF_INJECTOR = /^istio-sidecar-injector(-|$)/;

/** A patch replaces a text as a whole, so what it leaves out has its default: istiod's, or none. */
function ofTexts(name: string | undefined, patch: JsonMap): readonly Part[] {
  const text = (key: string, names: RegExp): JsonMap | undefined => {
    const value = at(patch, "data", key);
    return typeof value === "string" && (name === undefined || names.test(name))
      ? mapInYaml(value)
      : undefined;
  };
  const part = (key: string, pointer: string, value: Json): Part => ({
    pointer,
    value,
    called: `data.${key}`,
    steps: ["data", key],
  });
  const mesh = text("mesh", OF_MESH);
  const values = text("values", OF_INJECTOR);
  return [
    ...(mesh === undefined ? [] : [part("mesh", "/meshConfig", settingsIn(mesh))]),
    ...(values === undefined ? [] : [part("values", "/global", identityIn(values))]),
  ];
}

/** Two revisions have two addresses of istiod, so which one stands here is left to the reader of the plan. */
function settingsIn(mesh: JsonMap): JsonMap {
  const { discoveryAddress: _, ...defaultConfig } = mapAt(mesh, "defaultConfig");
  return { trustDomain: "cluster.local", ...mesh, defaultConfig };
}

/** What the injector tells a proxy about itself. The other values in that text are those that the charts had. */
function identityIn(values: JsonMap): JsonMap {
  return {
    meshID: textAt(values, "global", "meshID"),
    network: textAt(values, "global", "network"),
    multiCluster: { clusterName: textAt(values, "global", "multiCluster", "clusterName") },
  };
}
