import { type Draft, mapAt, mapsAt, setDefaults } from "../json-draft.ts";

/** Source: k8s.io/kubernetes pkg/apis/core/v1/defaults.go, as they apply to a pod template. */
export function defaultPodSpec(spec: Draft): void {
  setDefaults(spec, {
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    terminationGracePeriodSeconds: 30,
    securityContext: {},
  });
  mirrorServiceAccount(spec);
  for (const key of ["containers", "initContainers"])
    for (const container of mapsAt(spec, key)) defaultContainer(container);
  for (const volume of mapsAt(spec, "volumes")) defaultVolume(volume);
}

/** `serviceAccount` is the old name of the same field; the server keeps both equal. */
function mirrorServiceAccount(spec: Draft): void {
  const name = spec["serviceAccountName"] ?? spec["serviceAccount"];
  if (name === undefined) return;
  spec["serviceAccountName"] = name;
  spec["serviceAccount"] = name;
}

function defaultContainer(container: Draft): void {
  const image = typeof container["image"] === "string" ? container["image"] : "";
  const tag = /:([^:/@]+)$/.exec(image)?.[1];
  const isLatest = !image.includes("@") && (tag === undefined || tag === "latest");
  setDefaults(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: isLatest ? "Always" : "IfNotPresent",
  });
  for (const port of mapsAt(container, "ports")) setDefaults(port, { protocol: "TCP" });
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = mapAt(container, name);
    if (probe !== undefined) defaultProbe(probe);
  }
  for (const variable of mapsAt(container, "env")) {
    const from = mapAt(variable, "valueFrom");
    const field = from === undefined ? undefined : mapAt(from, "fieldRef");
    if (field !== undefined) setDefaults(field, { apiVersion: "v1" });
    const resource = from === undefined ? undefined : mapAt(from, "resourceFieldRef");
    if (resource !== undefined) setDefaults(resource, { divisor: "0" });
  }
}

function defaultProbe(probe: Draft): void {
  setDefaults(probe, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  const http = mapAt(probe, "httpGet");
  if (http !== undefined) setDefaults(http, { path: "/", scheme: "HTTP" });
  const grpc = mapAt(probe, "grpc");
  if (grpc !== undefined) setDefaults(grpc, { service: "" });
}

function defaultVolume(volume: Draft): void {
  const sources = Object.keys(volume).filter((key) => key !== "name");
  if (sources.length === 0) volume["emptyDir"] = {};
  for (const source of ["configMap", "secret", "projected", "downwardAPI"]) {
    const found = mapAt(volume, source);
    if (found !== undefined) setDefaults(found, { defaultMode: 420 });
  }
  const hostPath = mapAt(volume, "hostPath");
  if (hostPath !== undefined) setDefaults(hostPath, { type: "" });
  defaultDownwardItems(mapAt(volume, "downwardAPI"));
  const projected = mapAt(volume, "projected");
  for (const source of mapsAt(projected, "sources")) {
    const token = mapAt(source, "serviceAccountToken");
    if (token !== undefined) setDefaults(token, { expirationSeconds: 3600 });
    defaultDownwardItems(mapAt(source, "downwardAPI"));
  }
}

function defaultDownwardItems(volume: Draft | undefined): void {
  for (const item of mapsAt(volume, "items")) {
    const field = mapAt(item, "fieldRef");
    if (field !== undefined) setDefaults(field, { apiVersion: "v1" });
    const resource = mapAt(item, "resourceFieldRef");
    if (resource !== undefined) setDefaults(resource, { divisor: "0" });
  }
}
