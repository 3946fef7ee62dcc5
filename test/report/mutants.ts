import fc from "fast-check";
import { isList, isMap, type Json, type KubeObject } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";
import { renderedPlan } from "./outline-plan.ts";
import type { Rendered } from "./recorded.ts";

/** A render in which one thing is another than the renderer made it. */
interface Mutant {
  readonly name: string;
  readonly rendered: Rendered;
}

type Step = string | number;
type Edit = (value: Json) => Json | undefined;

const EDITS: Readonly<Record<string, Edit>> = {
  "is gone": () => undefined,
  "is another": other,
  "has more": more,
};
const LEFT_OUT = "is left out";

/** Renders with one change each: a field that is gone, has another value or more of it, or an object that is left out. */
export function mutantsOf(
  rendered: Rendered,
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly Mutant[] {
  const objects = rendered.flatMap(([action, all]) =>
    all.filter(isSmall).map((object) => [action, object] as const),
  );
  const edits = fc.constantFrom(...Object.keys(EDITS), LEFT_OUT);
  return fc
    .sample(fc.tuple(fc.nat(), fc.nat(), edits), { numRuns: count, seed })
    .flatMap(([which, where, edit]) => {
      const [action, object] = objects[which % objects.length] ?? ["", undefined];
      if (object === undefined) return [];
      const all = pathsIn(object).filter((path) => path.length > 0);
      const path = all[where % all.length] ?? [];
      if (isUnread(object, path)) return [];
      const change = EDITS[edit];
      const mutant =
        change === undefined ? undefined : (edited(object, path, change) as KubeObject);
      const place = change === undefined ? "" : ` ${path.join(".")}`;
      return [
        {
          name: `${action}: ${object.kind} ${object.metadata.name}${place} ${edit}`,
          rendered: rendered.map(([id, own]) =>
            id === action
              ? [id, own.flatMap((one) => (one === object ? (mutant ?? []) : [one]))]
              : [id, own],
          ),
        },
      ];
    });
}

/** Definitions are most of a render and one value each: they would be all that is tested. */
const isSmall = ({ kind }: KubeObject): boolean => kind !== "CustomResourceDefinition";

/** What nobody reads, and what a server writes when it is not there. */
function isUnread({ kind, metadata }: KubeObject, path: readonly Step[]): boolean {
  const isRecord = kind === "ConfigMap" && metadata.name.startsWith("values") && path[0] === "data";
  return isRecord || path.at(-1) === "protocol" || IDENTITY.test(path.join("."));
}
/** Without it an object is none: a manifest with such a one is refused when it is read. */
const IDENTITY = /^(apiVersion|kind|metadata|metadata\.name)$/;

/** The mutants that give another plan without another word about it. */
export function untold(
  text: string,
  rendered: Rendered,
  mutants: readonly Mutant[],
): readonly string[] {
  const plain = said(text, rendered);
  return mutants.flatMap((mutant) => {
    const found = said(text, mutant.rendered);
    if (plain === undefined || found === undefined || found.writes === plain.writes) return [];
    return found.risks === plain.risks ? [mutant.name] : [];
  });
}

/** Undefined where the planner refuses such a render. */
function said(text: string, rendered: Rendered) {
  const plan = planOf(text, rendered);
  if (plan === undefined) return undefined;
  const writes = plan.actions.map(({ id, changes }) => [
    id,
    changes.map(({ object, body }) => [object, body]),
  ]);
  return { risks: JSON.stringify(planView(plan, "0.1.0").risks), writes: JSON.stringify(writes) };
}

function planOf(text: string, rendered: Rendered): Plan | undefined {
  const objects = new Map(rendered);
  try {
    return renderedPlan(text, (request) => objects.get(request.for) ?? []);
  } catch {
    return undefined;
  }
}

function pathsIn(value: Json, at: readonly Step[] = []): readonly (readonly Step[])[] {
  if (isList(value)) return [at, ...value.flatMap((item, index) => pathsIn(item, [...at, index]))];
  if (!isMap(value)) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : pathsIn(item, [...at, key]),
    ),
  ];
}

function edited(value: Json, [step, ...rest]: readonly Step[], edit: Edit): Json | undefined {
  if (step === undefined) return edit(value);
  if (isList(value))
    return value.flatMap((item, index) => {
      const next = index === step ? edited(item, rest, edit) : item;
      return next === undefined ? [] : [next];
    });
  if (!isMap(value)) return value;
  const next = edited(value[step] ?? null, rest, edit);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const own = key === step ? next : item;
      return own === undefined ? [] : [[key, own]];
    }),
  );
}

function other(value: Json): Json {
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  return isList(value) ? [] : {};
}

function more(value: Json): Json {
  if (isMap(value)) return { ...value, evil: "x" };
  if (!isList(value)) return typeof value === "string" ? `${value}\nevil: x` : value;
  const [first] = value;
  return [...value, isMap(first) ? { ...first, name: "evil" } : "evil"];
}
