import { MeshplanError } from "../../src/errors.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../src/kube/object.ts";
import { contentDigest, hashOf } from "../../src/planner/digest.ts";
import type { Plan } from "../../src/planner/plan.ts";
import type { PlanContent } from "../../src/planner/plan-content.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { MADE, readBack } from "../engine/saved.ts";
import { planned } from "./planned.ts";

export const decoded = (text: string): Plan => readBack(text, "/work");
export const TEXT = encodePlan(planned(), MADE);

/** What the error says; `read` where there is none. */
export function refusal(text: string): string {
  try {
    decoded(text);
    return "read";
  } catch (error) {
    if (error instanceof MeshplanError) return `${error.code} ${error.message}`;
    throw error;
  }
}

export type To = (old: Json) => Json | undefined;

/** A copy with another value at a path such as `actions/0/id`, of every item where a step is `*`; undefined: without it. */
function put(value: Json, [step, ...rest]: readonly string[], to: To): Json | undefined {
  if (step === undefined) return to(value);
  if (isList(value))
    return value.flatMap((item, index) => {
      const isIt = step === "*" || Number(step) === index;
      return isIt ? (put(item, rest, to) ?? []) : [item];
    });
  const map = isMap(value) ? value : {};
  const changed = put(map[step] ?? null, rest, to);
  const { [step]: _, ...others } = map;
  return changed === undefined ? others : { ...map, [step]: changed };
}

/** The plan after an edit, with its digest made right. */
export function edited(path: string, to: To): string {
  const file = JSON.parse(TEXT) as JsonMap;
  const plan = put(file["plan"] ?? null, path.split("/"), to) ?? null;
  const digest =
    isMap(plan) && isMap(plan["bodies"])
      ? contentDigest(plan as unknown as PlanContent)
      : (file["digest"] ?? null);
  return JSON.stringify({ ...file, plan, digest });
}

/** The plan with another body in the place of one, under its own hash, and with the digest made right. */
export function withBody(hash: string, change: (body: KubeObject) => JsonMap): string {
  const { plan } = JSON.parse(TEXT) as { readonly plan: PlanContent };
  const body = change(plan.bodies[hash] as KubeObject);
  const { [hash]: _, ...others } = plan.bodies;
  const bodies = { ...others, [hashOf(body)]: body };
  const moved = JSON.stringify({ ...plan, bodies: {} }).replaceAll(hash, hashOf(body));
  const content = { ...(JSON.parse(moved) as PlanContent), bodies } as PlanContent;
  const file = JSON.parse(TEXT) as JsonMap;
  return JSON.stringify({ ...file, plan: content, digest: contentDigest(content) });
}
