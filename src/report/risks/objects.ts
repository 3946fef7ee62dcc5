import { minorOf } from "../../mesh/versions.ts";
import { type Detector, type Finding, findingOf, type PlannedObject } from "./detector.ts";
import { PLAIN_MINOR, plainObjects } from "./plain.ts";

/** Components whose objects come from Istio's manifests; those of the others meshplan builds itself, for every minor alike. */
const RENDERED: ReadonlySet<string> = new Set([
  "gateway-api",
  "control-plane",
  "cni",
  "ztunnel",
  "gateway",
  "ingress",
  "tags",
]);

/** Objects that an install without additions does not have, and those outside of Istio's namespace. */
export const objects: Detector = {
  topic: "objects",
  find: ({ view, written }) => {
    const isPlain = plainObjects(view);
    const versionOf = ({ action }: PlannedObject): string =>
      view.revisions?.find(({ name }) => name === action.revision)?.version ?? view.istio_version;
    const isKnown = (object: PlannedObject): boolean =>
      !RENDERED.has(object.action.component) || minorOf(versionOf(object)) === PLAIN_MINOR;
    const unknown = new Set(
      written.filter((one) => !isKnown(one)).map((one) => minorOf(versionOf(one))),
    );
    return [
      ...written.flatMap((object): readonly Finding[] => {
        if (isPlain(object.change.object)) return [];
        const { namespace } = object.change.object;
        if (namespace !== undefined && namespace !== view.namespace)
          return [findingOf(object, "access", `outside of ${view.namespace}`)];
        if (!isKnown(object)) return [];
        return [findingOf(object, "access", `not in a plain Istio ${PLAIN_MINOR}`)];
      }),
      ...[...unknown].sort().map((minor): Finding => ({
        risk: "none",
        text: `not compared with a plain Istio ${minor}: only ${PLAIN_MINOR} is known`,
        subject: "",
      })),
    ];
  },
};
