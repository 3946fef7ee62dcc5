import { isList, isMap, type Json, type JsonMap } from "../../../kube/object.ts";
import { containerEnv } from "./container-env.ts";
import { gatewayValues } from "./gateway-values.ts";
import { merged, omitted, type PathTable, picked, translate, valueAt } from "./translate.ts";
import { mapAt } from "../../../kube/at.ts";

export type ChartName = "base" | "istiod" | "gateway" | "cni" | "ztunnel";

/** One `helm template`. */
export interface ChartRelease {
  readonly chart: ChartName;
  /** The name of the release, as in Istio's guide: it stands in labels. */
  readonly release: string;
  readonly namespace: string;
  readonly values: JsonMap;
}

interface ChartReleases {
  readonly releases: readonly ChartRelease[];
  /** Paths of the operator's spec that no chart has a value for. */
  readonly unsupported: readonly string[];
}

type SingleComponent = "base" | "pilot" | "cni" | "ztunnel";

/** What each profile of istioctl installs, and the profile of the charts that goes with it. */
const PROFILES: {
  readonly [profile: string]: {
    readonly components: readonly (SingleComponent | "ingressGateways")[];
    readonly values?: JsonMap;
  };
} = {
  default: { components: ["base", "pilot", "ingressGateways"] },
  minimal: { components: ["base", "pilot"] },
  remote: { components: ["base", "pilot"], values: { profile: "remote" } },
  ambient: { components: ["base", "pilot", "cni", "ztunnel"], values: { profile: "ambient" } },
  empty: { components: [] },
};

/** Values that every chart takes. */
const COMMON = ["profile", "platform", "compatibilityVersion"];
/** Values by which clusters differ, and which the chart base does not read: without them its render is the same for all. */
const NOT_FOR_BASE = ["meshID", "network", "multiCluster", "externalIstiod", "remotePilotAddress"];

const POD: PathTable = Object.fromEntries(
  ["resources", "tolerations", "affinity", "podAnnotations"].map((name) => [name, name]),
);
/** `components.X.k8s` → values of the chart. What is missing here, the chart has no value for. */
const KUBERNETES: { readonly [C in Exclude<SingleComponent, "base">]: PathTable } = {
  pilot: {
    ...POD,
    nodeSelector: "nodeSelector",
    replicaCount: "replicaCount",
    serviceAnnotations: "serviceAnnotations",
    "hpaSpec.minReplicas": "autoscaleMin",
    "hpaSpec.maxReplicas": "autoscaleMax",
  },
  cni: POD,
  ztunnel: { ...POD, nodeSelector: "nodeSelector" },
};

const SPEC = ["profile", "hub", "tag", "revision", "namespace", "compatibilityVersion"];
const STRUCTURED = ["meshConfig", "components", "values"];

/**
 * The releases that give the objects of an IstioOperator, and what of it no chart can express.
 *
 * The translation is istioctl's own (operator/pkg/render), with the charts that Istio publishes in place of those inside
 * istioctl: they differ for gateways only. `pilot` and `cni` stay under their names, because the charts lift them to the top
 * by themselves, after the profile; lifted here, a profile's value would win over the user's.
 */
export function chartReleases(operator: JsonMap): ChartReleases {
  const spec = mapAt(operator, "spec");
  const profile = textOf(spec["profile"]) ?? "default";
  const known = PROFILES[profile];
  if (known === undefined) return { releases: [], unsupported: [`profile: ${profile}`] };
  const context: Context = {
    spec,
    components: known.components,
    namespace:
      textOf(valueAt(spec, ["values", "global", "istioNamespace"])) ??
      textOf(valueAt(operator, ["metadata", "namespace"])) ??
      textOf(spec["namespace"]) ??
      "istio-system",
    values: valuesOf(spec, known.values ?? {}),
    unsupported: leftOverOf(spec),
  };
  const releases = [
    ...base(context),
    ...istiod(context),
    ...cni(context),
    ...ztunnel(context),
    ...gateways(context),
  ];
  return { releases, unsupported: context.unsupported };
}

interface Context {
  readonly spec: JsonMap;
  readonly components: readonly string[];
  readonly namespace: string;
  /** All values in one tree, as istioctl hands it to every chart. */
  readonly values: JsonMap;
  readonly unsupported: string[];
}

/** The tree of values: what stands beside it in the spec, then what the user writes in it, which wins. */
function valuesOf(spec: JsonMap, ofProfile: JsonMap): JsonMap {
  const beside = {
    ...ofProfile,
    // istioctl's profiles switch it off; the chart base has it on, and would check the configuration of remotes with it.
    defaultRevision: "",
    ...picked(spec, ["revision", "compatibilityVersion", "meshConfig"]),
    global: picked(spec, ["hub", "tag"]),
  };
  return merged(beside, mapAt(spec, "values"));
}

function leftOverOf(spec: JsonMap): string[] {
  const components = mapAt(spec, "components");
  const known = ["base", "pilot", "cni", "ztunnel", "ingressGateways"];
  const gateways = mapAt(spec, "values", "gateways");
  return [
    ...setKeys(omitted(spec, [...SPEC, ...STRUCTURED])),
    ...setKeys(omitted(components, known)).map((name) => `components.${name}`),
    ...setKeys(picked(gateways, ["istio-egressgateway"])).map((name) => `values.gateways.${name}`),
  ];
}

function setKeys(map: JsonMap): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const isSet =
      value !== undefined && value !== null && !(isMap(value) && setKeys(value).length === 0);
    return isSet ? [key] : [];
  });
}

function base(context: Context): readonly ChartRelease[] {
  if (!isOn(context, "base")) return [];
  const { values, namespace } = context;
  const global = omitted(mapAt(values, "global"), NOT_FOR_BASE);
  const own = picked(values, [...COMMON, "defaultRevision", "base", "experimental"]);
  return [{ chart: "base", release: "istio-base", namespace, values: { ...own, global } }];
}

/** Takes every value that is not another chart's, so that one nobody knows is met by the check against its templates. */
function istiod(context: Context): readonly ChartRelease[] {
  if (!isOn(context, "pilot")) return [];
  const { values, namespace } = context;
  const pilot = [
    // istioctl tells the injector so too: pods then need no privileged init container.
    isOn(context, "cni") ? { cni: { enabled: true } } : {},
    mapAt(values, "pilot"),
    componentValues(context, "pilot"),
  ].reduce(merged);
  const gateways = omitted(mapAt(values, "gateways"), [
    "istio-ingressgateway",
    "istio-egressgateway",
  ]);
  const revision = textOf(values["revision"]);
  return [
    {
      chart: "istiod",
      release: revision === undefined ? "istiod" : `istiod-${revision}`,
      namespace,
      values: {
        ...omitted(values, ["pilot", "cni", "ztunnel", "gateways", "defaultRevision"]),
        ...(Object.keys(gateways).length === 0 ? {} : { gateways }),
        ...(Object.keys(pilot).length === 0 ? {} : { pilot }),
      },
    },
  ];
}

function cni(context: Context): readonly ChartRelease[] {
  if (!isOn(context, "cni")) return [];
  const { values } = context;
  return [
    {
      chart: "cni",
      release: "istio-cni",
      namespace: namespaceOf(context, "cni"),
      values: {
        ...picked(values, [...COMMON, "revision", "global"]),
        cni: merged(mapAt(values, "cni"), componentValues(context, "cni")),
      },
    },
  ];
}

/** This chart knows no prefix: its values stand at the top. */
function ztunnel(context: Context): readonly ChartRelease[] {
  if (!isOn(context, "ztunnel")) return [];
  const { values } = context;
  return [
    {
      chart: "ztunnel",
      release: "ztunnel",
      namespace: namespaceOf(context, "ztunnel"),
      values: [
        picked(values, [...COMMON, "revision", "global"]),
        mapAt(values, "ztunnel"),
        componentValues(context, "ztunnel"),
      ].reduce(merged),
    },
  ];
}

function gateways(context: Context): readonly ChartRelease[] {
  const { spec, values } = context;
  const listed = mapAt(spec, "components")["ingressGateways"];
  const ofProfile: readonly Json[] = context.components.includes("ingressGateways")
    ? [{ name: "istio-ingressgateway" }]
    : [];
  const components = isList(listed) ? listed : ofProfile;
  return components.flatMap((component, index): readonly ChartRelease[] => {
    if (!isMap(component) || component["enabled"] === false) return [];
    const prefix = `components.ingressGateways[${String(index)}]`;
    const own = gatewayValues(component, { values }, prefix);
    const known = ["name", "namespace", "enabled", "label", "k8s", "hub", "tag"];
    const unknown = setKeys(omitted(component, known)).map((name) => `${prefix}.${name}`);
    context.unsupported.push(...own.leftOver, ...unknown);
    return [
      {
        chart: "gateway",
        release: textOf(own.values["name"]) ?? "istio-ingressgateway",
        namespace: textOf(component["namespace"]) ?? context.namespace,
        values: { ...picked(values, [...COMMON, "revision"]), ...own.values },
      },
    ];
  });
}

function isOn(context: Context, name: SingleComponent): boolean {
  const enabled = mapAt(context.spec, "components", name)["enabled"];
  return enabled === undefined ? context.components.includes(name) : enabled === true;
}

function namespaceOf(context: Context, name: SingleComponent): string {
  return textOf(mapAt(context.spec, "components", name)["namespace"]) ?? context.namespace;
}

/** What the spec says of one component, as values of its chart. */
function componentValues(
  { spec, unsupported }: Context,
  name: Exclude<SingleComponent, "base">,
): JsonMap {
  const component = mapAt(spec, "components", name);
  const kubernetes = mapAt(component, "k8s");
  const prefix = `components.${name}`;
  const { values, leftOver } = translate(
    omitted(kubernetes, ["env"]),
    KUBERNETES[name],
    `${prefix}.k8s`,
  );
  const known = ["enabled", "namespace", "hub", "tag", "k8s"];
  const unknown = setKeys(omitted(component, known)).map((key) => `${prefix}.${key}`);
  const { env, envVarFrom } = containerEnv(kubernetes["env"]);
  unsupported.push(...leftOver, ...unknown);
  return {
    ...picked(component, ["hub", "tag"]),
    ...values,
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(envVarFrom.length === 0 ? {} : { envVarFrom }),
  };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
