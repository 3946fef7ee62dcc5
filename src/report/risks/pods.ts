import { type FieldPath, fieldNames, isWithin } from "../../kube/field-path.ts";
import type { JsonMap } from "../../kube/object.ts";
import { at, listOf, mapOf, textOf, textsAt } from "../json-parts.ts";
import { type Detector, findingOf } from "./detector.ts";
import { containersOf, isAllContainers, podSpecOf } from "./pod-spec.ts";

/** Pods that can do more to their node than run on it: whoever breaks into one has the node. */
export const pods: Detector = {
  topic: "pods",
  find: ({ written }) =>
    written.flatMap((object) => {
      const spec = podSpecOf(object.change.object.kind, object.body);
      if (spec === "unread")
        return [
          findingOf(object, "access", "are set by what is no JSON and cannot be judged", {
            detail: "data.deployment",
            movedBy,
          }),
        ];
      const rights = podRights(spec);
      return rights.length === 0
        ? []
        : [
            findingOf(object, "access", "have rights over their node", {
              detail: rights.join(", "),
              movedBy,
            }),
          ];
    }),
};

const RIGHTS = /^(securityContext|host[A-Z].*|volumes|volumeDevices|ports)$/;
const movedBy = (path: FieldPath): boolean =>
  isWithin(path, ["data"]) ||
  isAllContainers(path) ||
  fieldNames(path).some((name) => RIGHTS.test(name));

/** What a pod may do to its node, sorted; empty for an ordinary one. */
export function podRights(spec: JsonMap): readonly string[] {
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
    ...listOf(spec["volumes"])
      .map((volume) => at(volume, "hostPath", "path"))
      .filter((path) => path !== undefined)
      .map((path) => `hostPath ${textOf(path)}`),
    ...containers,
  ];
  return [...new Set(rights)].sort();
}

const HOST_NAMESPACES = ["hostNetwork", "hostPID", "hostIPC"];

function securityRights(context: JsonMap): readonly string[] {
  return [
    ...(context["privileged"] === true ? ["privileged"] : []),
    ...(context["allowPrivilegeEscalation"] === true ? ["allowPrivilegeEscalation"] : []),
    ...(context["procMount"] === "Unmasked" ? ["procMount Unmasked"] : []),
    ...(context["runAsUser"] === 0 ? ["runAsUser 0"] : []),
    ...(at(context, "windowsOptions", "hostProcess") === true ? ["hostProcess"] : []),
    ...textsAt(context, "capabilities", "add"),
  ];
}
