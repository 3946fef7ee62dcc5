import { mkdirSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json, JsonMap } from "../src/kube/object.ts";
import { addressesOf, clusterName } from "./addresses.ts";
import { type Api, MERGE_PATCH } from "./api.ts";
import { httpStatus } from "./http-get.ts";
import { listAt, mapAt, textAt } from "./json.ts";
import { type Place, podFolder } from "./place.ts";
import type { PodRole } from "./pod-roles.ts";
import { writeVolumes } from "./pod-volumes.ts";
import type { Pod } from "./pod.ts";
import { isRunning, startProcess, stopProcesses } from "./process-book.ts";

const POLL_MILLISECONDS = 200;
const PROBE_MILLISECONDS = 1_000;

/**
 * Runs the pod that a role chooses in one cluster as a real process, for ever: starts it, says Ready when its own
 * readiness page answers, restarts it when it dies and stops it when the pod is gone. kwok plays every other pod.
 */
export async function runKubelet(
  place: Place,
  n: number,
  api: Api,
  role: PodRole,
  log: (line: string) => void,
): Promise<never> {
  const process = `${clusterName(n)}-${role.name}`;
  let last = "";
  let running: string | undefined;
  for (;;) {
    const said = await tend().catch((cause: unknown) => `error: ${String(cause)}`);
    if (said !== last) log(`${process}: ${said}`);
    last = said;
    await sleep(POLL_MILLISECONDS);
  }

  async function tend(): Promise<string> {
    const object = role.choose(n, await podsOf(api, role));
    if (object === undefined) {
      if (running !== undefined) await stopProcesses(place, (name) => name === process);
      running = undefined;
      return "no pod";
    }
    const pod = podOf(place, n, api, role, object);
    if (running !== pod.uid || !isRunning(place, process)) {
      const waiting = await start(pod, role, process);
      if (waiting !== undefined) return `${pod.name} waits: ${waiting}`;
      running = pod.uid;
    }
    const ready = await isReady(role.readinessUrl(pod.address));
    await report(pod, ready);
    return `${pod.name} ${ready ? "ready" : "not ready"}`;
  }
}

/** Newest first; of the same second by name, so that everyone sees the same order. */
async function podsOf(api: Api, role: PodRole): Promise<readonly JsonMap[]> {
  const selector = encodeURIComponent(role.selector);
  const answer = await api("GET", `/api/v1/pods?labelSelector=${selector}`);
  return listAt(answer.body, "items")
    .map((pod) => mapAt(pod))
    .filter((pod) => textAt(pod, "spec", "nodeName") !== undefined)
    .filter((pod) => textAt(pod, "metadata", "deletionTimestamp") === undefined)
    .sort((a, b) => (ageKey(a) < ageKey(b) ? 1 : -1));
}

function ageKey(pod: JsonMap): string {
  const [madeAt, name] = ["creationTimestamp", "name"].map((key) => textAt(pod, "metadata", key));
  return `${madeAt ?? ""} ${name ?? ""}`;
}

function podOf(place: Place, n: number, api: Api, role: PodRole, object: JsonMap): Pod {
  return {
    place,
    n,
    api,
    object,
    name: textAt(object, "metadata", "name") ?? "",
    namespace: textAt(object, "metadata", "namespace") ?? "",
    uid: textAt(object, "metadata", "uid") ?? "",
    address: role.address(n),
    folder: podFolder(place, `${clusterName(n)}-${role.name}`),
  };
}

/** Answers why the pod has to wait, or undefined once its process runs. */
async function start(pod: Pod, role: PodRole, process: string): Promise<string | undefined> {
  if (isNotInjected(pod)) {
    await writeStatus(pod, notInjectedStatus(pod));
    return 'image "auto": it was not injected';
  }
  await stopProcesses(pod.place, (name) => name === process);
  rmSync(pod.folder, { recursive: true, force: true });
  mkdirSync(pod.folder, { recursive: true });
  const missing = await writeVolumes(pod);
  if (missing !== undefined) return missing;
  const prepared = await role.prepare(pod);
  if (typeof prepared === "string") return prepared;
  const { command, ...options } = prepared;
  startProcess(pod.place, process, command, { ...options, cwd: pod.folder });
  return undefined;
}

/** `auto` is what the webhook replaces: with it a kubelet can pull nothing. */
function isNotInjected(pod: Pod): boolean {
  return containersOf(pod).some((container) => textAt(container, "image") === "auto");
}

async function isReady(url: string): Promise<boolean> {
  const tooLate = sleep(PROBE_MILLISECONDS, 0, { ref: false });
  return Promise.race([httpStatus(url), tooLate]).then(
    (status) => status === 200,
    () => false,
  );
}

/** Writes the pod's status where it says something else than is true. */
async function report(pod: Pod, ready: boolean): Promise<void> {
  const said = listAt(pod.object, "status", "conditions").find(
    (condition) => textAt(condition, "type") === "Ready",
  );
  const saidReady = textAt(said, "status") === "True";
  if (saidReady === ready && textAt(pod.object, "status", "podIP") === pod.address) return;
  const startedAt = now();
  const containerStatuses = containersOf(pod).map((container) => ({
    ...statusBase(container),
    ready,
    started: true,
    state: { running: { startedAt } },
  }));
  await writeStatus(pod, {
    phase: "Running",
    podIP: pod.address,
    podIPs: [{ ip: pod.address }],
    hostIP: addressesOf(pod.n).node,
    startTime: startedAt,
    conditions: [
      condition("PodScheduled", true),
      condition("Initialized", true),
      condition("Ready", ready),
      condition("ContainersReady", ready),
    ],
    containerStatuses,
  });
}

function notInjectedStatus(pod: Pod): Json {
  const state = { waiting: { reason: "ErrImagePull" } };
  return {
    phase: "Pending",
    conditions: [{ ...mapAt(condition("Ready", false)), reason: "ContainersNotReady" }],
    containerStatuses: containersOf(pod).map((each) => ({
      ...statusBase(each),
      ready: false,
      state,
    })),
  };
}

function statusBase(container: Json): JsonMap {
  return {
    name: textAt(container, "name") ?? "",
    image: textAt(container, "image") ?? "",
    imageID: "",
    restartCount: 0,
  };
}

function condition(type: string, isTrue: boolean): Json {
  return { type, status: isTrue ? "True" : "False", lastTransitionTime: now() };
}

/** Kubernetes' times have no fractions of a second. */
const now = (): string => new Date().toISOString().replace(/\.\d+/, "");

const containersOf = (pod: Pod): readonly Json[] => listAt(pod.object, "spec", "containers");

async function writeStatus(pod: Pod, status: Json): Promise<void> {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}/status`;
  const answer = await pod.api(
    "PATCH",
    `${path}?fieldManager=rig-kubelet`,
    { status },
    MERGE_PATCH,
  );
  if (answer.status >= 300)
    throw new Error(`status of ${pod.name}: ${textAt(answer.body, "message") ?? ""}`);
}
