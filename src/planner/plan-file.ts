import { MeshplanError } from "../errors.ts";
import type { Json, JsonMap, KubeObject } from "../kube/object.ts";
import { isMap } from "../kube/object.ts";
import { digestOf, hashOf } from "./digest.ts";
import { PLAN_FILE_KEY } from "./is-plan-file.ts";
import type { Plan } from "./plan.ts";

const FORMAT = "1.0";

/**
 * A plan as one JSON text. Holds no secret: values that are made at apply are holes. Times are outside the digest.
 * `apply` needs nothing else: neither the mesh file nor a renderer.
 */
export function encodePlan(
  plan: Plan,
  made: { readonly version: string; readonly time: string },
): string {
  const content = { ...plan, bodies: Object.fromEntries(plan.bodies) } as unknown as Json;
  const file = {
    [PLAN_FILE_KEY]: FORMAT,
    meshplan_version: made.version,
    created: made.time,
    digest: plan.digest,
    checksum: hashOf(content),
    plan: content,
  };
  return `${JSON.stringify(file)}\n`;
}

/** Reads a saved plan back; a file that was cut short or edited is refused, because it is no longer what was reviewed. */
export function decodePlan(text: string, path: string): Plan {
  const file = parse(text, path);
  const content = file["plan"];
  if (file[PLAN_FILE_KEY] !== FORMAT) {
    throw new MeshplanError(
      "MP9007",
      `${path} is a plan of format ${JSON.stringify(file[PLAN_FILE_KEY])}; this meshplan reads ${FORMAT}`,
      {
        nextSteps: ["make the plan again with this version: meshplan plan --out FILE"],
      },
    );
  }
  if (!isMap(content) || !isMap(content["bodies"]) || hashOf(content) !== file["checksum"])
    throw damaged(path);
  const bodies = new Map(Object.entries(content["bodies"]) as [string, KubeObject][]);
  const plan = { ...(content as unknown as Plan), bodies };
  if (digestOf(plan) !== file["digest"] || plan.digest !== file["digest"]) throw damaged(path);
  return plan;
}

function parse(text: string, path: string): JsonMap {
  try {
    const file = JSON.parse(text) as Json;
    if (isMap(file)) return file;
  } catch {
    // Falls through: a file that is not JSON and one that is no object are damaged alike.
  }
  throw damaged(path);
}

function damaged(path: string): MeshplanError {
  return new MeshplanError("MP9008", `${path} is damaged: it is not what meshplan wrote`, {
    nextSteps: ["make the plan again: meshplan plan --out FILE"],
  });
}
