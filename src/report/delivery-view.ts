import { printedPath, valueAt } from "../kube/field-path.ts";
import { type ObjectRef, refText } from "../kube/object.ts";
import type { Action, Delivery, PendingObject } from "../planner/action.ts";
import type { BodyHash } from "../planner/change.ts";
import type { Plan } from "../planner/plan.ts";
import { maskedField, patchedView, valuesOf } from "./change-values.ts";
import type { MaskedBody } from "./masked-body.ts";
import type { PlannedChange, PlannedObject, UnjudgedDelivery } from "./risks/detector.ts";

type UnjudgedPending = UnjudgedDelivery["pending"][number];

/** How others deliver a component, and what they still have to write of it, with its values, as for meshplan's own writes. */
export function deliveryView(
  { waits }: Action,
  delivery: Delivery,
  bodies: Plan["bodies"],
  masked: (hash: BodyHash) => MaskedBody | undefined,
): UnjudgedDelivery {
  const { mode, by } = delivery;
  const known = { mode, ...(by === undefined ? {} : { by }) };
  if (delivery.mode === "external") return { ...known, pending: [] };
  const hashes = new Map(
    waits.flatMap((wait) =>
      wait.kind === "as-rendered"
        ? wait.objects.map(({ object, body }): [string, BodyHash] => [refText(object), body])
        : [],
    ),
  );
  const pending = delivery.pending.map((one): UnjudgedPending => {
    const { object, differs } = one;
    const hash = hashes.get(refText(object)) ?? "";
    const body = bodies.get(hash);
    const fields = differs.map((path) => {
      const after = valueAt(body, path);
      return maskedField(object.kind, { path, ...(after === undefined ? {} : { after }) });
    });
    const { before: _, ...values } = valuesOf(verbOfOthers(one), fields, masked(hash));
    return {
      object,
      differs: differs.map(printedPath),
      ...values,
      fields: fields.map(({ path, before: __, ...rest }) => ({ path: printedPath(path), ...rest })),
      ...patchedView(one),
    };
  });
  return { ...known, file: delivery.file, pending };
}

/** What the tool that applies a rendered file does to one of its objects. */
export function changeByOthers(
  object: ObjectRef,
  { delivery }: Action,
): PlannedChange & Pick<PlannedObject, "moved" | "patched"> {
  const pending = delivery?.mode === "render" ? delivery.pending : [];
  const found = pending.find((one) => refText(one.object) === refText(object));
  if (found === undefined) return { verb: "none", object, moved: [], patched: [] };
  const { differs, patched = [] } = found;
  return { verb: verbOfOthers(found), object, moved: differs, patched };
}

function verbOfOthers({ differs }: PendingObject): "create" | "update" {
  return differs.length === 0 ? "create" : "update";
}
