import { systemClock } from "../adapters/clock.ts";
import { nodeFiles } from "../adapters/files.ts";
import type { Files, Ports } from "../ports.ts";
import { VERSION } from "./version.ts";

/** Reading and writing files: all that `validate` and `show` need. */
export function filePorts(): { readonly files: Files } {
  return { files: nodeFiles() };
}

/** Everything; the transport and the renderer are loaded here and not before. */
export async function allPorts(options: {
  readonly istioctl?: string | undefined;
  readonly helm?: string | undefined;
  /** Where KUBECONFIG, MESHPLAN_ISTIOCTL, MESHPLAN_HELM and PATH are looked up. */
  readonly env?: NodeJS.ProcessEnv;
}): Promise<Ports> {
  const env = options.env ?? process.env;
  const [{ kubernetesClusters }, { rendererManifests }] = await Promise.all([
    import("../adapters/kubernetes.ts"),
    import("../adapters/manifests.ts"),
  ]);
  return {
    files: nodeFiles(),
    clock: systemClock(),
    clusters: kubernetesClusters({ version: VERSION, env }),
    manifests: rendererManifests({ env, istioctl: options.istioctl, helm: options.helm }),
  };
}
