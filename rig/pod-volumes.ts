import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Json } from "../src/kube/object.ts";
import { listAt, mapAt, textAt } from "./json.ts";
import { containerOf, downwardField, type Pod, RESOURCE_LIMIT, tokenFor } from "./pod.ts";

const TOKEN_SECONDS = 43_200;

/**
 * Writes the container's volumes as files below the pod's folder: ConfigMaps, Secrets, projected tokens and the
 * downward API. Answers why the pod has to wait, as a kubelet would (`ContainerCreating`), or undefined.
 */
export async function writeVolumes(pod: Pod): Promise<string | undefined> {
  const volumes = listAt(pod.object, "spec", "volumes");
  for (const mount of listAt(containerOf(pod), "volumeMounts")) {
    const volume = volumes.find((each) => textAt(each, "name") === textAt(mount, "name"));
    const folder = join(pod.folder, textAt(mount, "mountPath") ?? "");
    if (volume === undefined) continue;
    mkdirSync(folder, { recursive: true });
    const projected = listAt(volume, "projected", "sources");
    for (const source of projected.length > 0 ? projected : [volume]) {
      const trouble = await writeSource(pod, source, folder);
      if (trouble !== undefined) return `volume ${textAt(volume, "name") ?? ""}: ${trouble}`;
    }
  }
  return undefined;
}

async function writeSource(pod: Pod, source: Json, folder: string): Promise<string | undefined> {
  const tokenPath = textAt(source, "serviceAccountToken", "path");
  if (tokenPath !== undefined) {
    const audience = textAt(source, "serviceAccountToken", "audience");
    const audiences = audience === undefined ? [] : [audience];
    put(folder, tokenPath, await tokenFor(pod, audiences, TOKEN_SECONDS));
  }
  for (const item of listAt(source, "downwardAPI", "items")) {
    const fieldPath = textAt(item, "fieldRef", "fieldPath");
    const text = fieldPath === undefined ? RESOURCE_LIMIT : downwardField(pod, fieldPath);
    put(folder, textAt(item, "path") ?? "", text);
  }
  const configMap = textAt(source, "configMap", "name");
  if (configMap !== undefined) {
    return copyObject(pod, "configmaps", configMap, mapAt(source, "configMap"), folder);
  }
  const secret = textAt(source, "secret", "secretName") ?? textAt(source, "secret", "name");
  if (secret !== undefined) {
    return copyObject(pod, "secrets", secret, mapAt(source, "secret"), folder);
  }
  return undefined;
}

async function copyObject(
  pod: Pod,
  plural: "configmaps" | "secrets",
  name: string,
  source: Json,
  folder: string,
): Promise<string | undefined> {
  const found = await pod.api("GET", `/api/v1/namespaces/${pod.namespace}/${plural}/${name}`);
  if (found.status !== 200) {
    return mapAt(source)["optional"] === true ? undefined : `${plural} ${name} not found`;
  }
  for (const [key, value] of Object.entries(mapAt(found.body, "data"))) {
    if (typeof value !== "string") continue;
    put(folder, key, plural === "secrets" ? Buffer.from(value, "base64") : value);
  }
  return undefined;
}

function put(folder: string, name: string, content: string | Buffer): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
