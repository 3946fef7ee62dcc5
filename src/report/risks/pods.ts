import { type FieldPath, fieldNames, isWithin } from "../../kube/field-path.ts";
import type { JsonMap } from "../../kube/object.ts";
import { listOf, mapOf, textOf, textsAt } from "../json-parts.ts";
import { type Detector, type Finding, findingOf } from "./detector.ts";
import { containersOf, isAllContainers, podAnnotationsOf, podSpecOf } from "./pod-spec.ts";
import { at } from "../../kube/at.ts";

/** Pods that can do more to their node than run on it: whoever breaks into one has the node. */
export const pods: Detector = {
  topic: "pods",
  find: ({ written }) =>
    written.flatMap((object) => {
      const { kind } = object.change.object;
      const found = (text: string, detail: readonly string[]): readonly Finding[] =>
        detail.length === 0
          ? []
          : [findingOf(object, "access", text, { detail: detail.join(", "), movedBy })];
      const spec = podSpecOf(kind, object.body);
      if (spec === "unread")
        return found("are set by what is no JSON and cannot be judged", ["data.deployment"]);
      const unconfined = unconfinedBy(podAnnotationsOf(kind, object.body));
      const rights = [...new Set([...podRights(spec), ...unconfined])].sort();
      return [
        ...found("have rights over their node", rights),
        ...found("run otherwise than istiod makes them", identityOf(kind, object.body, spec)),
      ];
    }),
};

/** By these annotations of a Gateway istiod names what it makes of it, and the account of its pods. */
const GATEWAY_NAMES = ["gateway.istio.io/service-account", "gateway.istio.io/name-override"];

/** As whom, and what, the pods of a Gateway run where that is not left to istiod: neither is any of the mesh's needs. */
function identityOf(kind: string, body: JsonMap, spec: JsonMap): readonly string[] {
  if (kind === "Gateway") {
    const annotations = mapOf(at(body, "metadata", "annotations"));
    return GATEWAY_NAMES.filter((name) => annotations[name] !== undefined).map(
      (name) => `${name} ${textOf(annotations[name])}`,
    );
  }
  if (kind !== "ConfigMap") return [];
  return [
    ...["serviceAccountName", "serviceAccount"]
      .filter((key) => spec[key] !== undefined)
      .map((key) => `${key} ${textOf(spec[key])}`),
    ...containersOf(spec).flatMap((container) =>
      ["command", "args"]
        .filter((key) => container[key] !== undefined)
        .map((key) => `${key} ${textsAt(container, key).join(" ")}`),
    ),
  ];
}

/** Before Kubernetes had a field for it, AppArmor was chosen by an annotation for each container, which it still reads. */
const APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

function unconfinedBy(annotations: JsonMap): readonly string[] {
  const isUnconfined = Object.entries(annotations).some(
    ([key, profile]) => key.startsWith(APP_ARMOR) && profile === "unconfined",
  );
  return isUnconfined ? ["AppArmor Unconfined"] : [];
}

const RIGHTS =
  /^(securityContext|host[A-Z].*|volumes|volumeDevices|ports|container\.apparmor\..*|gateway\.istio\.io\/.*)$/;
const movedBy = (path: FieldPath): boolean =>
  isWithin(path, ["data"]) ||
  isAllContainers(path) ||
  fieldNames(path.slice(-1)).includes("annotations") ||
  fieldNames(path).some((name) => RIGHTS.test(name));

/** What a pod may do to its node, sorted; empty for an ordinary one. */
function podRights(spec: JsonMap): readonly string[] {
  const containers = containersOf(spec).flatMap((container) => [
    ...securityRights(mapOf(container["securityContext"])),
    ...listOf(container["ports"])
      .map((port) => mapOf(port)["hostPort"])
      .filter((port) => port !== undefined && port !== 0)
      .map((port) => `hostPort ${textOf(port)}`),
    ...listOf(container["volumeDevices"]).map(
      (device) => `device ${textOf(mapOf(device)["devicePath"])}`,
    ),
  ]);
  const rights = [
    ...HOST_NAMESPACES.filter((name) => spec[name] === true),
    ...securityRights(mapOf(spec["securityContext"])),
    ...(spec["hostUsers"] === true ? ["hostUsers"] : []),
    ...VOLUMES.flatMap(([sort, key]) =>
      listOf(spec["volumes"])
        .map((volume) => at(volume, sort, key))
        .filter((value) => value !== undefined)
        .map((value) => `${sort} ${textOf(value)}`),
    ),
    ...containers,
  ];
  return [...new Set(rights)].sort();
}

/** What a program of the node mounts, or the node itself. */
const VOLUMES = [
  ["hostPath", "path"],
  ["csi", "driver"],
  ["flexVolume", "driver"],
] as const;
const HOST_NAMESPACES = ["hostNetwork", "hostPID", "hostIPC"];

const PROFILES = [
  ["seccompProfile", "seccomp Unconfined"],
  ["appArmorProfile", "AppArmor Unconfined"],
] as const;
/** Types of SELinux that confine nothing. */
const SUPER_TYPES = /^(spc_t|unconfined_t|container_runtime_t)$/;

function securityRights(context: JsonMap): readonly string[] {
  return [
    ...(context["privileged"] === true ? ["privileged"] : []),
    ...(context["allowPrivilegeEscalation"] === true ? ["allowPrivilegeEscalation"] : []),
    ...(context["procMount"] === "Unmasked" ? ["procMount Unmasked"] : []),
    ...PROFILES.filter(([key]) => at(context, key, "type") === "Unconfined").map(
      ([, text]) => text,
    ),
    ...(SUPER_TYPES.test(textOf(at(context, "seLinuxOptions", "type")))
      ? [`SELinux ${textOf(at(context, "seLinuxOptions", "type"))}`]
      : []),
    ...(context["runAsUser"] === 0 ? ["runAsUser 0"] : []),
    ...(at(context, "windowsOptions", "hostProcess") === true ? ["hostProcess"] : []),
    ...textsAt(context, "capabilities", "add"),
  ];
}
