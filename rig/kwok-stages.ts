import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, stringify } from "yaml";
import type { Json, JsonMap } from "../src/kube/object.ts";
import { partFile } from "./cache.ts";
import { listAt, mapAt, textAt } from "./json.ts";
import { RigError } from "./rig-error.ts";

/** The folders of kwok's own stages that are used. With `--config` kwok drops all built-in ones, so nodes need theirs too. */
const STAGE_FOLDERS = ["pod/fast", "node/fast", "node/heartbeat-with-lease"];

/** Pods with these labels run as real processes (kubelet.ts), so kwok must not call them ready. */
export const PROCESS_LABELS = [
  { label: "app", value: "istiod" },
  { label: "istio", value: "eastwestgateway" },
] as const;

/** kwok's fast stages out of its module, with `pod-ready` keeping off the pods that run as processes. */
export function kwokStages(): string {
  const stages = STAGE_FOLDERS.flatMap((folder) => {
    const path = partFile("kwok", join("stages", folder));
    return readdirSync(path)
      .filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml")
      .map((file) => readStage(join(path, file)));
  });
  if (!stages.some((stage) => textAt(stage, "metadata", "name") === "pod-ready")) {
    throw new RigError("kwok's module has no stage pod-ready");
  }
  return stages.map((stage) => stringify(leaveProcessesAlone(stage))).join("---\n");
}

/** Exported for its test. */
export function leaveProcessesAlone(stage: JsonMap): JsonMap {
  if (textAt(stage, "metadata", "name") !== "pod-ready") return stage;
  const selector = mapAt(stage, "spec", "selector");
  const added = PROCESS_LABELS.map(({ label, value }) => ({
    key: `.metadata.labels.${label}`,
    operator: "NotIn",
    values: [value],
  }));
  const matchExpressions = [...listAt(selector, "matchExpressions"), ...added];
  return {
    ...stage,
    spec: { ...mapAt(stage, "spec"), selector: { ...selector, matchExpressions } },
  };
}

function readStage(path: string): JsonMap {
  const value = parseDocument(readFileSync(path, "utf8")).toJS() as Json;
  return mapAt(value);
}
