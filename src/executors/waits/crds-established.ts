import type { KubeObject } from "../../kube/object.ts";
import { condition } from "./status.ts";
import { NOTHING, type Waiter } from "./wait-context.ts";
import { type Sight, watchObject } from "./watch-object.ts";
import { textOrNone } from "../../kube/at.ts";

const crd = (name: string) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  name,
});

export const crdsEstablished: Waiter<"crds-established"> = {
  subject: ({ names }) => crd(names[0] ?? ""),
  async watch({ names }, context) {
    const missing = new Set(names);
    const saw = () => {
      const [first] = missing;
      const done = `${names.length - missing.size} of ${names.length} established`;
      context.saw(first === undefined ? done : `${done}, not yet ${first}`);
    };
    await Promise.all(
      names.map(async (name) => {
        await watchObject(crd(name), { ...context, saw }, look);
        missing.delete(name);
      }),
    );
    return NOTHING;
  },
};

function look(object: KubeObject): Sight<true> {
  if (condition(object, "Established")?.["status"] === "True") return { found: true };
  const names = condition(object, "NamesAccepted");
  if (names?.["status"] === "False")
    return { stuck: textOrNone(names, "message") ?? "its names are taken by another definition" };
  return { saw: "not established" };
}
