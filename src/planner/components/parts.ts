import { desiredObject, type DesiredObject } from "../desired-object.ts";
import type { KubeObject } from "../../kube/object.ts";
import { type ActionId, actionId, type Need } from "../action.ts";
import type { BuildContext } from "./build-context.ts";
import { marked } from "../marks.ts";

/** The members every action has, with empty lists where a component says nothing. */
export function actionBase(context: BuildContext, component: string) {
  const { cluster, line } = context;
  return {
    id: actionId(cluster.name, component),
    cluster: cluster.name,
    component,
    line,
    needs: [],
    provides: [],
    waits: [],
    objects: [],
  };
}

/** Needs sorted by id, as actions keep them. */
export function needs(...list: readonly (readonly [ActionId, string])[]): readonly Need[] {
  return list.map(([id, reason]) => ({ id, reason })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** An object without unknown values. */
export function plainObject(context: BuildContext, object: KubeObject): DesiredObject {
  return desiredObject(marked(object, context.mesh));
}

/** What this component writes of what was rendered, without unknown values. */
export function renderedObjects(
  context: BuildContext,
  component: string,
): readonly DesiredObject[] {
  return context
    .rendered(component)
    .flatMap(({ objects }) => objects.map((object) => plainObject(context, object)));
}
