import fc from "fast-check";
import { isList, isMap, type Json, type KubeObject } from "../../src/kube/object.ts";

/** Other spellings of the values that the API server stores in its own, and values that only look like them. */
export interface Respelling {
  readonly quantity: string | number;
  readonly env: string | undefined;
  readonly scope: string | undefined;
  readonly conditions: Json | undefined;
}

const QUANTITIES = [
  ...[
    "2",
    "2.0",
    "2000m",
    "2001m",
    "0.002k",
    "2e0",
    "+2",
    "02",
    "2n",
    "0",
    "0Mi",
    ".5",
    "0.5",
    "500m",
  ],
  ...[
    "1Gi",
    "1024Mi",
    "1048576Ki",
    "1073741824",
    "1.5Gi",
    "1536Mi",
    "0.0005Ki",
    "1000Mi",
    "2G",
    "2Gi",
    "2048Mi",
  ],
  ...[2, 0.5, 1073741824],
];

export function respellings(): fc.Arbitrary<Respelling> {
  return fc.record({
    quantity: fc.constantFrom(...QUANTITIES),
    env: fc.constantFrom("", "x", undefined),
    scope: fc.constantFrom("*", "Cluster", undefined),
    conditions: fc.constantFrom({}, { ready: true }, undefined),
  });
}

/** Spells every such value of an object in one way; `only` picks one of its quantities. */
export function respelled(object: KubeObject, spelling: Respelling, only: number): KubeObject {
  let quantities = 0;
  const visit = (value: Json, path: string): Json => {
    if (/\.(limits|requests)\.\w+$/.test(path)) {
      quantities += 1;
      return quantities - 1 === only ? spelling.quantity : value;
    }
    if (isList(value)) return value.map((item) => visit(item, `${path}[]`));
    if (!isMap(value)) return value;
    const map = Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, visit(item ?? null, `${path}.${key}`)]),
    );
    if (path.endsWith(".env[]") && map["value"] === "")
      return withField(map, "value", spelling.env);
    if (path.endsWith(".rules[]") && object.kind.endsWith("WebhookConfiguration"))
      return withField(map, "scope", spelling.scope);
    return path === ".endpoints[]" ? withField(map, "conditions", spelling.conditions) : map;
  };
  return visit(object, "") as KubeObject;
}

function withField(map: Record<string, Json>, field: string, value: Json | undefined): Json {
  const { [field]: _, ...others } = map;
  return value === undefined ? others : { ...others, [field]: value };
}
