import { homedir } from "node:os";
import { systemClock } from "../adapters/host/clock.ts";
import { nodeFiles } from "../adapters/host/files.ts";
import { thisHost } from "../adapters/host/host.ts";
import { printDiagnostics } from "../diagnostics/print.ts";
import type { Files, Ports } from "../ports.ts";
import { commandLine } from "../util/command-line.ts";
import type { Printable } from "../util/printable-text.ts";
import type { Output } from "./output.ts";
import { Debug } from "./debug.ts";
import { secretsOfRun } from "./secrets.ts";
import { kubeconfigPolicy, type TrustFlags } from "./trust-flags.ts";
import { VERSION } from "./version.ts";

/** Reading and writing files: all that `validate` and `show` need. */
export function filePorts(): { readonly files: Files } {
  return { files: nodeFiles({ secrets: secretsOfRun() }) };
}

/** Everything; the transport and the renderer are loaded here and not before. */
export async function allPorts(
  options: TrustFlags & {
    readonly istioctl?: string | undefined;
    readonly helm?: string | undefined;
    readonly renderCache?: boolean;
    /** The environment in which KUBECONFIG, MESHPLAN_ISTIOCTL, MESHPLAN_HELM and PATH are looked up. */
    readonly env?: NodeJS.ProcessEnv;
  },
  output?: Output,
): Promise<Ports> {
  const env = options.env ?? process.env;
  const [
    { kubernetesClusters },
    { rendererManifests },
    { trustedKubeconfigs },
    { outlineObjects: outline },
  ] = await Promise.all([
    import("../adapters/kubernetes/kubernetes.ts"),
    import("../adapters/renderers/manifests.ts"),
    import("../adapters/kubernetes/trusted-kubeconfigs.ts"),
    import("../embedded/istio/outline/outline.ts"),
  ]);
  const store = trustedKubeconfigs(env, homedir());
  const policy = { ...kubeconfigPolicy(options, output), store };
  const debug = output?.verbose === true ? new Debug(output) : undefined;
  const secrets = secretsOfRun();
  const onSent = debug?.sent;
  const ports: Ports = {
    files: nodeFiles({ secrets }),
    clock: systemClock(),
    host: thisHost(),
    clusters: kubernetesClusters({ version: VERSION, env, policy, secrets, onSent }),
    manifests: rendererManifests({
      ...options,
      env,
      outline,
      onDistrust: ({ path, why }) => void output?.printError(distrustText(path, why, output)),
    }),
    secrets,
  };
  return debug === undefined ? ports : debug.following(ports);
}

/** A render from there could put anything into a plan. Without it a run takes seconds longer, and somebody should know why. */
function distrustText(path: string, why: string, output: Output): Printable {
  const message = `nothing is read from ${path}: ${why}`;
  const help = `look at who made it, and remove it: ${commandLine`rm -r ${path}`}`;
  return printDiagnostics([{ code: "MP9222", message, help }], undefined, output.errorStyle);
}
