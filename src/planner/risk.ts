import { type Action, RISKS, type Risk } from "./action.ts";
import type { Change } from "./change.ts";

/** What an update of each kind can do to traffic that flows; kinds not listed cannot hurt it. */
const UPDATE_RISK: Readonly<Record<string, Risk>> = {
  Deployment: "restart",
  DaemonSet: "restart",
  Service: "traffic",
  EndpointSlice: "traffic",
  Endpoints: "traffic",
  Gateway: "traffic",
  VirtualService: "traffic",
  Namespace: "traffic",
  MutatingWebhookConfiguration: "traffic",
  ValidatingWebhookConfiguration: "traffic",
  Secret: "trust",
};

/** The risk of one change. Creations are without risk: nothing depends on what is not there yet. */
export function changeRisk(change: Pick<Change, "verb" | "object" | "fields">): Risk {
  switch (change.verb) {
    case "create":
    case "adopt":
    case "none":
      return "none";
    case "delete":
    case "replace":
      return "destructive";
    case "update":
    case "take-over": {
      const labelsOnly =
        change.fields.length > 0 &&
        change.fields.every((field) => field.path.startsWith("metadata."));
      // Istio reads its own labels and annotations of namespaces, such as the network's.
      const isRead = change.fields.some((field) => field.path.includes("istio"));
      if (labelsOnly && (change.object.kind !== "Namespace" || !isRead)) return "none";
      // A new ztunnel takes the connections of every pod on its node along.
      if (change.object.kind === "DaemonSet" && change.object.name === "ztunnel") return "traffic";
      return UPDATE_RISK[change.object.kind] ?? "none";
    }
  }
}

/**
 * The risk of an action. A judgement: no plan stores it, so that a plan file cannot understate it and a newer version may know
 * better.
 */
export function actionRisk({ changes }: Pick<Action, "changes">): Risk {
  return highestRisk(changes.map(changeRisk));
}

export function highestRisk(risks: readonly Risk[]): Risk {
  return RISKS[Math.max(0, ...risks.map((risk) => RISKS.indexOf(risk)))] ?? "none";
}
