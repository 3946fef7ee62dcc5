import type { Risk } from "./risks/risk.ts";
import type { ActionView, ChangeView, PlanView } from "./view.ts";

/** What nobody should have to unfold: it destroys, changes who is trusted, opens an address, or moves traffic. */
const OPEN: ReadonlySet<Risk> = new Set<Risk>(["destructive", "trust", "exposure", "traffic"]);

/** What others own is taken away, even where nothing else is dangerous. */
const isOpen = ({ verb, risk }: ChangeView): boolean => verb === "take-over" || OPEN.has(risk);

interface SplitView {
  /** The changes that a reviewer sees first. */
  readonly open: PlanView;
  readonly rest: PlanView;
}

/** A plan as two, with each change in one of them. */
export function splitView(view: PlanView): SplitView {
  return {
    open: { ...view, actions: view.actions.flatMap((action) => openPart(action)) },
    rest: { ...view, actions: view.actions.map(restPart) },
  };
}

function openPart(action: ActionView): readonly ActionView[] {
  const { delivery, unread: _, ...own } = action;
  const changes = action.changes.filter(isOpen);
  const pending = delivery?.pending.filter(({ risk }) => OPEN.has(risk)) ?? [];
  if (changes.length + pending.length === 0) return [];
  return [
    {
      ...own,
      changes,
      ...(delivery === undefined || pending.length === 0
        ? {}
        : { delivery: { ...delivery, pending } }),
    },
  ];
}

function restPart(action: ActionView): ActionView {
  const { delivery } = action;
  return {
    ...action,
    changes: action.changes.filter((change) => !isOpen(change)),
    ...(delivery === undefined
      ? {}
      : {
          delivery: {
            ...delivery,
            pending: delivery.pending.filter(({ risk }) => !OPEN.has(risk)),
          },
        }),
  };
}
