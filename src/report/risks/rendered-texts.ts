import { sourceOf } from "../../diagnostics/source.ts";
import type { Json, JsonMap, ObjectRef } from "../../kube/object.ts";
import { readsAlike } from "../../mesh/reads-alike.ts";
import { parseMeshFile } from "../../mesh/parse.ts";
import { pointerSteps } from "../../mesh/printed-pointer.ts";
import { hashOf } from "../../planner/digest.ts";
import { leavesOf } from "../../planner/value-sources.ts";
import { mapOf } from "../json-parts.ts";
import type { Judgement } from "./risk.ts";

/**
 * ConfigMaps in whose texts istiod reads what the values say as data, and what somebody can do who has another text there.
 * Source: manifests/charts/istio-control/istio-discovery/templates.
 */
const TEXTS: readonly (readonly [name: RegExp, key: string | undefined, judgement: Judgement])[] = [
  [
    /^istio(-|$)/,
    "mesh",
    { risk: "trust", reason: "replaces the mesh's settings: whom workloads ask and trust" },
  ],
  [
    /^istio(-|$)/,
    "meshNetworks",
    { risk: "traffic", reason: "replaces the ways between networks" },
  ],
  [
    /^istio-sidecar-injector(-|$)/,
    undefined,
    { risk: "access", reason: "changes what istiod puts into every pod" },
  ],
];

/** What another text means under a key of a ConfigMap's data; undefined where istiod reads none there. */
export function judgementOfText(object: ObjectRef, key: string | undefined): Judgement | undefined {
  if (object.kind !== "ConfigMap") return undefined;
  return TEXTS.find(
    ([name, one]) => name.test(object.name) && (one === undefined || one === key),
  )?.[2];
}

/** One value in a text that istiod reads. */
export interface TextLeaf {
  readonly key: string;
  /** As in Helm values: `defaultConfig.discoveryAddress`. */
  readonly path: string;
  readonly value: Json;
  /** The steps that lead to it, and the whole that they lead through: a file may write a list of which it is a part. */
  readonly steps: readonly string[];
  readonly whole: Json;
}

/** The values in the texts of such a ConfigMap by key; `undefined` for a text that is not one document of YAML. */
export function textsIn(body: JsonMap): ReadonlyMap<string, readonly TextLeaf[] | undefined> {
  const texts = { ...mapOf(body["binaryData"]), ...mapOf(body["data"]) };
  return new Map(
    Object.entries(texts).map(([key, text]) => [
      key,
      typeof text === "string" ? leavesIn(key, text) : undefined,
    ]),
  );
}

/** Where a line ends for Go's reader, and with it a comment, and for YAML 1.2 does not. Source: go.yaml.in/yaml, yamlprivateh.go. */
const OTHER_BREAKS = /[\u0085\u2028\u2029]|\r(?!\n)/;

function leavesIn(key: string, text: string): readonly TextLeaf[] | undefined {
  if (OTHER_BREAKS.test(text) || !readsAlike(text)) return undefined;
  const { diagnostics, readings } = parseMeshFile(sourceOf(key, text));
  const [reading] = readings;
  if (reading === undefined || diagnostics.length > 0) return undefined;
  const whole = reading.value as Json;
  return leavesOf(whole).map(([pointer, value]) => {
    const steps = pointerSteps(pointer);
    return { key, path: steps.join("."), value, steps, whole };
  });
}

export const isLong = (value: Json): value is string =>
  typeof value === "string" && value.includes("\n");

/** A line of a long text as the table has it. Short: the hash of the whole text tells whether it is plain, not these. */
export const lineMark = (line: string): string => hashOf(line.trim()).slice(0, 12);
