import type { KubeObject } from "../kube/object.ts";
import type { DesiredObject } from "./desired-object.ts";

/**
 * What a plan keeps of an object that is sent as `sent`. That may hold a secret or stand-ins, so where it does, the body
 * with its holes is kept, cut to the same fields.
 */
export function storedBody(object: DesiredObject, sent: KubeObject): KubeObject {
  return object.state === "known" ? sent : withSameCuts(object.body, sent);
}

/** `body` without what observation cut out of the filled body (runtime-owned and contested fields). */
function withSameCuts(body: KubeObject, sent: KubeObject): KubeObject {
  const cut = (whole: unknown, part: unknown): unknown => {
    if (!isRecord(whole) || !isRecord(part) || "$deferred" in whole) return whole;
    return Object.fromEntries(
      Object.keys(whole)
        .filter((key) => key in part)
        .map((key) => [key, cut(whole[key], part[key])]),
    );
  };
  return cut(body, sent) as KubeObject;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
