import { componentNamed } from "../../planner/components/named.ts";
import { placeText } from "../place-text.ts";
import type { Detector } from "./detector.ts";
import { type Judgement, NO_RISK } from "./risk.ts";

/** Whether a component comes out of a render, into which values go. */
function isRendered(name: string): boolean {
  const component = componentNamed(name);
  return component?.isPlain === true && (component.requests ?? component.takes) !== undefined;
}

/** Values by which workloads and istiod choose a CA or trust somebody. Source: values.yaml and MeshConfig of Istio 1.31. */
const OF_TRUST: readonly string[] = [
  "global.caAddress",
  "global.caName",
  "global.certSigners",
  "global.pilotCertProvider",
  "meshConfig.ca",
  "meshConfig.caCertificates",
  "meshConfig.certificates",
  "meshConfig.trustDomainAliases",
  "meshConfig.defaultConfig.caCertificatesPem",
  "meshConfig.defaultConfig.proxyMetadata",
  "pilot.env.EXTERNAL_CA",
  "pilot.env.CA_TRUSTED_NODE_ACCOUNTS",
  "pilot.jwksResolverExtraRootCA",
  "pilot.trustedZtunnelName",
  "pilot.trustedZtunnelNamespace",
  "jwksResolverExtraRootCA",
  "trustedZtunnelName",
  "trustedZtunnelNamespace",
];
/** Values that are put into every pod that istiod completes. */
const OF_PODS: readonly string[] = ["sidecarInjectorWebhook", "global.proxy.privileged"];

const isIn = (path: string, values: readonly string[]): boolean =>
  values.some((value) => path === value || [".", "["].some((end) => path.startsWith(value + end)));

function judgementOf(path: string): Judgement {
  if (isIn(path, OF_TRUST)) return { risk: "trust", reason: "choose whom workloads ask and trust" };
  if (isIn(path, OF_PODS))
    return { risk: "access", reason: "change what istiod puts into every pod" };
  return NO_RISK;
}

/** Values that the mesh file sets for the renderer, where something that was rendered is written. */
export const values: Detector = {
  topic: "values",
  find: ({ view, written }) => {
    const touched = new Set(
      written
        .filter(({ action }) => isRendered(action.component))
        .map(({ action }) => action.cluster),
    );
    return view.clusters
      .filter(({ name }) => touched.has(name))
      .flatMap(({ name, values: set = [] }) =>
        set.map(({ path, line }) => {
          const { risk, reason } = judgementOf(path);
          const subject = `${path} (${placeText(view.file, line)})`;
          return { risk, text: reason, subject, cluster: name };
        }),
      );
  },
};
