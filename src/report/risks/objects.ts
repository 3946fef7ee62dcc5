import { type Detector, type Finding, findingOf } from "./detector.ts";
import { isOwn, plainObjects, uncomparedMinor } from "./plain.ts";
import { PLAIN_MINOR } from "./plain/table.ts";

/** Objects that an install without additions does not have, and those outside of Istio's namespace. */
export const objects: Detector = {
  topic: "objects",
  find: ({ view, written }) => {
    const own = plainObjects(view, "meshplan");
    const rendered = plainObjects(view, "renderer");
    const unknown = new Set(written.flatMap((one) => uncomparedMinor(view, one) ?? []));
    return [
      ...written.flatMap((object): readonly Finding[] => {
        if ((isOwn(object) ? own : rendered)(object.change.object)) return [];
        const { namespace } = object.change.object;
        if (namespace !== undefined && namespace !== view.namespace)
          return [findingOf(object, "access", `outside of ${view.namespace}`)];
        if (uncomparedMinor(view, object) !== undefined) return [];
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
