import { isList, isMap, type Json } from "../../kube/object.ts";
import { pointerStep } from "../../mesh/pointer-step.ts";
import { printedPointer } from "../../mesh/printed-pointer.ts";
import { hashOf } from "../../planner/digest.ts";
import type { UnjudgedView } from "./detector.ts";
import type { TextLeaf } from "./rendered-texts.ts";

/** Hashes of what the file writes, by the place of the values. */
type Written = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Tells the values in the texts of a cluster that are what the mesh file writes there, or what the templates make of it: a
 * renderer that puts another value where the file has one is told.
 */
export function writtenIn(
  view: Pick<UnjudgedView, "clusters">,
  cluster: string,
): (name: string, leaf: TextLeaf) => boolean {
  const written = new Map<string, Set<string>>();
  for (const { name, host, values = [] } of view.clusters)
    if (name === cluster || host === cluster)
      for (const { path, sha256 } of values)
        written.set(path, new Set([...(written.get(path) ?? []), sha256]));
  return (name, leaf) =>
    name === CNI_CONFIG
      ? isOfCni(leaf, written)
      : (SOURCES[leaf.key] ?? []).some((source) => isFrom(leaf, source, written));
}

/** Values that a place in a text is made of, both as steps; and what the templates make of other values that are written. */
interface Source {
  readonly place: readonly string[];
  readonly values: readonly string[];
  readonly makes?: readonly Json[];
}

/** What says a value in a text. Source: the templates of the chart istiod, 1.31. */
const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  mesh: [
    { place: [], values: ["meshConfig"] },
    { place: ["defaultConfig", "tracing"], values: ["global", "tracer"] },
    {
      place: ["defaultConfig", "tracing"],
      values: ["global", "proxy", "tracer"],
      makes: [{}, null, "$(HOST_IP):8126", false, 200],
    },
    { place: ["defaultConfig", "image", "imageType"], values: ["global", "variant"] },
    { place: ["defaultConfig", "image", "imageType"], values: ["global", "proxy", "variant"] },
    {
      place: ["defaultProviders"],
      values: ["telemetry"],
      makes: [["stackdriver"], ["prometheus", "stackdriver"]],
    },
  ],
  meshNetworks: [{ place: ["networks"], values: ["global", "meshNetworks"] }],
  values: [
    { place: [], values: [] },
    // What is rendered for the cni has its values for istiod, too.
    { place: ["pilot", "cni"], values: ["cni"] },
  ],
  config: [
    { place: [], values: ["sidecarInjectorWebhook"] },
    {
      place: ["policy"],
      values: ["global", "proxy", "autoInject"],
    },
  ],
};

function isFrom(leaf: TextLeaf, source: Source, written: Written): boolean {
  const { steps, value, whole } = leaf;
  const { place, values, makes = [] } = source;
  if (!place.every((step, index) => steps[index] === step)) return false;
  const isMade = makes.some((one) => hashOf(one) === hashOf(value));
  if (isMade && [...written.keys()].some((path) => isBelow(path, printedSteps(values))))
    return true;
  const rest = steps.slice(place.length);
  return [...rest.keys(), rest.length].some((count) => {
    const hashes = written.get(printedSteps([...values, ...rest.slice(0, count)]));
    return hashes?.has(hashOf(valueIn(whole, steps.slice(0, place.length + count)))) === true;
  });
}

function valueIn(whole: Json, steps: readonly string[]): Json {
  return steps.reduce<Json>((above, step) => {
    if (isList(above)) return above[Number(step)] ?? null;
    return isMap(above) ? (above[step] ?? null) : null;
  }, whole);
}

/** Steps as the path of a value. */
export const printedSteps = (steps: readonly string[]): string =>
  printedPointer(steps.map((step) => `/${pointerStep(step)}`).join(""));

/** Whether a path of a value is the other or leads to a part of it. */
export const isBelow = (path: string, top: string): boolean =>
  path === top || [".", "["].some((end) => path.startsWith(top + end));

export const CNI_CONFIG = "istio-cni-config";
const CNI_VALUES = ["cni", "pilot.cni", "global.nativeNftables"];

/** Variables with other names than the steps of their values have. Source: the template configmap-cni.yaml of the chart cni, 1.31. */
const CNI_NAMES: Readonly<Record<string, string>> = {
  chained: "chainedcniplugin",
  ambientreconcileiptablesonstartup: "ambientreconcilepodrulesonstartup",
  ambientenableambientdetectionretry: "enableambientdetectionretry",
};

/** `REPAIR_LABEL_PODS` is `cni.repair.labelPods`. */
function isNamed(key: string, path: string): boolean {
  const steps = path.replace(/^(pilot\.cni|cni|global)\./, "").replace(/\[\d+\]$/, "");
  const name = steps.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
  const other = Object.hasOwn(CNI_NAMES, name) ? CNI_NAMES[name] : name;
  return key.replaceAll("_", "").toLowerCase() === other;
}

/** Every variable is a text: of a number, a boolean, or a list of names. */
function isOfCni({ key, value }: TextLeaf, written: Written): boolean {
  const texts = typeof value === "string" ? [value] : [value, JSON.stringify(value)];
  const lists = typeof value === "string" ? [value.split(",")] : [];
  const hashes = new Set([...texts, ...lists].map((one) => hashOf(one)));
  return [...written].some(
    ([path, own]) =>
      CNI_VALUES.some((values) => isBelow(path, values)) &&
      isNamed(key, path) &&
      [...own].some((one) => hashes.has(one)),
  );
}
