import { at } from "../../kube/at.ts";
import { type JsonMap, type ObjectRef, refText } from "../../kube/object.ts";
import { componentNamed } from "../../planner/components/named.ts";
import type { Detector, Finding, PlannedObject, RiskInput, UnjudgedAction } from "./detector.ts";
import { reaches, valuesFor } from "./parts.ts";
import { holesFor, uncomparedMinor } from "./plain.ts";
import { differenceOf } from "./plain/compare.ts";
import { choicesOf, isContext, listRows } from "./plain/context.ts";
import { pathOf } from "./plain/shape.ts";
import { PLAIN_MINOR, type PlainCluster, plainCluster } from "./plain/table.ts";

/**
 * Objects that a plain Istio has in such a cluster and nothing in this plan makes, which nobody else sees, and those that it has in
 * others alone, such as an istiod in a remote.
 */
export const leftOut: Detector = {
  topic: "objects",
  find: (input) => {
    const { view } = input;
    if (view.renderer.kind === "outline") return [];
    return view.clusters.flatMap(({ name }) => {
      const plain = plainCluster(holesFor(view, name), choicesOf(view.clusters, name));
      const values = valuesFor(view, name);
      return componentsIn(input, name).flatMap((one) =>
        inComponent(one, plain, {
          name,
          given: listRows(view, name, one.component),
          by: values.some(({ path }) => reaches(path, one.component))
            ? "by values of the file or by the renderer"
            : "by no value of the file",
        }),
      );
    });
  },
};

interface InCluster {
  readonly component: string;
  readonly action: UnjudgedAction;
  readonly objects: readonly PlannedObject[];
}

/** What a cluster has of each component that is rendered for it, whichever revision brings it. */
function componentsIn({ view, planned }: RiskInput, cluster: string): readonly InCluster[] {
  const actions = view.actions.filter(
    (action) =>
      action.cluster === cluster &&
      action.delivery?.mode !== "external" &&
      componentNamed(action.component)?.isPlain === true,
  );
  return [...new Set(actions.map(({ component }) => component))].flatMap((component) => {
    const own = actions.filter((action) => action.component === component);
    const objects = planned.filter((one) => own.includes(one.action));
    const [action] = own;
    const isTold = objects.some(({ change }) => change.verb !== "none") || objects.length === 0;
    const isCompared = objects.every((one) => uncomparedMinor(view, one) === undefined);
    return action === undefined || !isTold || !isCompared ? [] : [{ component, action, objects }];
  });
}

interface Given {
  readonly name: string;
  /** What its objects belong to, as rows. */
  readonly given: readonly string[];
  readonly by: string;
}

function inComponent(
  { component, action, objects }: InCluster,
  plain: PlainCluster,
  { name, given, by }: Given,
): readonly Finding[] {
  const shape = plain.component(component);
  if (shape === undefined) return [];
  const planned = new Set(objects.map(({ change, body }) => objectText(change.object, body)));
  const names = new Set([...planned].map(pathOf));
  const context = given.flatMap(plain.numbersOf);
  const has = new Set([
    ...context,
    ...[...shape.rows].filter((row) => {
      const texts = plain.textsOf(row);
      return texts.length > 0 && texts.every((text) => planned.has(text));
    }),
  ]);
  const { missing, unfitting } = differenceOf({
    shape,
    context,
    has,
    sure: has,
    paths: names,
    told: () => false,
    plain,
  });
  // In no such cluster whatever else is there; what no plain Istio has anywhere is told as that.
  const odd = objects
    .filter(({ change }) => plain.object(change.object) !== undefined)
    .map(({ change, body }) => objectText(change.object, body))
    .filter((text) => !plain.numbersOf(text).some((row) => shape.rows.has(row)));
  const textsOf = (rows: readonly number[]): readonly string[] =>
    rows.flatMap((row) => plain.textsOf(row)).filter((row) => !isContext(row));
  const told = (texts: readonly string[], text: string): readonly Finding[] =>
    [...new Set(texts.map(pathOf))].map((subject): Finding => ({
      risk: "access",
      text,
      subject,
      cluster: name,
      action: action.id,
    }));
  return [
    ...told(
      textsOf(missing),
      `a plain Istio ${PLAIN_MINOR} has it in such a cluster; left out ${by}`,
    ).filter(({ subject }) => !names.has(subject)),
    ...told(
      [...textsOf(unfitting), ...odd],
      `a plain Istio ${PLAIN_MINOR} does not have it in such a cluster; added ${by}`,
    ),
  ];
}

/** An object of a component as a row. A Service without pods of its own brings an EndpointSlice, and one that is a name does not. */
export function objectText(object: ObjectRef, body: JsonMap): string {
  if (object.kind !== "Service") return `${refText(object)} | "is there"`;
  const leads = ["selector", "externalName"].find((field) => at(body, "spec", field) !== undefined);
  return `${refText(object)} | "leads by ${leads ?? "endpoints"}"`;
}
