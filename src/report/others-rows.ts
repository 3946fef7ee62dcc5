import { pendingLines } from "./field-lines.ts";
import { listUpTo, plural } from "./layout.ts";
import { objectName } from "./object-name.ts";
import type { Row } from "./row.ts";
import { OTHERS_LOOK } from "./theme.ts";
import type { ActionView, DeliveryView, PendingView } from "./view.ts";

/** Paths in a line end after about this many characters. */
const PATHS_WIDTH = 60;

/**
 * A component that others deliver: who they are, and what they still have to write. Objects that differ are named, because
 * somebody wrote them otherwise, and so are those to be reviewed; other missing ones are counted, and `--full` names them with
 * all their fields.
 */
export function othersRows(
  action: ActionView,
  delivery: DeliveryView,
  options: { readonly full: boolean; readonly namespace: string },
  /** `risk: rights`, or nothing. */
  markOf: (pending: PendingView) => readonly string[],
): readonly Row[] {
  const { pending } = delivery;
  return [
    {
      kind: "action",
      symbol: pending.length > 0 ? OTHERS_LOOK.symbol : " ",
      label: action.component,
      text: deliveryText(delivery),
      right: "",
    },
    ...pending
      .filter((one) => options.full || one.differs.length > 0 || markOf(one).length > 0)
      .flatMap((one): readonly Row[] => [
        {
          kind: "object",
          symbol: OTHERS_LOOK.symbol,
          label: objectName(one.object, options),
          text: [differenceText(one), ...markOf(one)].join("; "),
          right: "",
        },
        ...pendingLines(one, options).map((line): Row => ({ kind: "field", line })),
      ]),
  ];
}

/** `delivered by Helm release istiod: checked`, `cluster2/30-control-plane.yaml: 22 objects missing`. */
export function deliveryText({ mode, by, file = "", pending }: DeliveryView): string {
  if (mode === "external") return `delivered by ${by ?? "others"}: checked`;
  if (pending.length === 0) return `${file}, applied by ${by ?? "others"}: as rendered`;
  return `${file}${by === undefined ? "" : `, applied by ${by}`}: ${pendingText(pending)}`;
}

function pendingText(pending: readonly PendingView[]): string {
  const different = pending.filter(({ differs }) => differs.length > 0).length;
  const missing = pending.length - different;
  if (missing === 0) return `${plural(different, "object")} different`;
  return `${plural(missing, "object")} missing${different === 0 ? "" : `, ${different} different`}`;
}

function differenceText({ differs }: PendingView): string {
  return differs.length === 0 ? "missing" : `differs in ${listUpTo(differs, PATHS_WIDTH)}`;
}
