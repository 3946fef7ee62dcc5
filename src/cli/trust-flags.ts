import type {
  KubeconfigPolicy,
  TrustedKubeconfig,
  TrustQuestion,
} from "../adapters/kubeconfig-policy.ts";
import { printable, printableLines } from "../util/printable.ts";
import type { Output } from "./output.ts";

/** What the operator lets a mesh file or a saved plan do. */
export interface TrustFlags {
  readonly trustKubeconfig?: readonly TrustedKubeconfig[];
  readonly contexts?: readonly string[];
  readonly untrusted?: boolean;
  readonly context?: Readonly<Record<string, string>>;
}

/** A context that `--context` names is the operator's own choice, so the list does not stand in its way. */
export function kubeconfigPolicy(flags: TrustFlags, output: Output | undefined): KubeconfigPolicy {
  const { trustKubeconfig, contexts, untrusted, context = {} } = flags;
  return {
    ...(contexts === undefined
      ? {}
      : { contexts: new Set([...contexts, ...Object.values(context)]) }),
    ...(trustKubeconfig === undefined ? {} : { trusted: trustKubeconfig }),
    untrusted: untrusted ?? false,
    ...(output !== undefined && canAsk(output) ? { ask: (question) => ask(question, output) } : {}),
  };
}

/** The question goes to stderr, so that stdout may be a pipe. A build server has nobody to answer. */
function canAsk(output: Output): boolean {
  return output.stdin.isTTY && output.stderr.isTTY && (process.env["CI"] ?? "") === "";
}

async function ask({ path, does }: TrustQuestion, output: Output): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const reader = createInterface({ input: output.stdin, output: output.stderr });
  const stop = new AbortController();
  reader.on("SIGINT", () => {
    stop.abort();
  });
  try {
    const told = [
      printable`The file names the kubeconfig ${path}, which`,
      ...does.map((one) => printable`- ${one}`),
    ];
    await output.printError(printableLines(told));
    const question = 'Trust it as it is now? Only "yes" is accepted: ';
    return (await reader.question(question, { signal: stop.signal })).trim() === "yes";
  } catch (error) {
    if (stop.signal.aborted) return false;
    throw error;
  } finally {
    reader.close();
  }
}
