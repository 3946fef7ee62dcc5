import { kubeTime } from "../clock.ts";
import {
  CONTROLLER_MANAGER,
  type ControllerContext,
  idOf,
  later,
  modify,
  onObjects,
  read,
} from "./controller.ts";
import { at, textAt } from "../../../kube/at.ts";

/** Autoscalers report the current scale and never change it: there are no metrics here. */
export function runAutoscalers({ cluster, delay }: ControllerContext): void {
  onObjects(cluster, ["horizontalpodautoscalers.autoscaling"], (autoscaler, event) => {
    if (event === "DELETED" || at(autoscaler, "status", "conditions") !== undefined) return;
    later(cluster, delay, () => {
      const target = read(cluster, {
        apiVersion: "apps/v1",
        kind: "Deployment",
        namespace: autoscaler.metadata.namespace,
        name: textAt(autoscaler, "spec", "scaleTargetRef", "name"),
      });
      const replicas = at(target, "spec", "replicas") ?? 0;
      const lastTransitionTime = kubeTime(cluster.clock.now());
      const status = {
        currentReplicas: replicas,
        desiredReplicas: replicas,
        currentMetrics: null,
        conditions: [
          {
            type: "AbleToScale",
            status: "True",
            lastTransitionTime,
            reason: "SucceededGetScale",
            message: "the HPA controller was able to get the target's current scale",
          },
        ],
      };
      const options = { manager: CONTROLLER_MANAGER, subresource: "status" } as const;
      modify(cluster, idOf(autoscaler), (live) => ({ ...live, status }), options);
    });
  });
}
