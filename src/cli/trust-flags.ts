import type {
  KubeconfigPolicy,
  TrustedKubeconfig,
  TrustQuestion,
} from "../adapters/kubernetes/kubeconfig-policy.ts";
import { printable, printableLines } from "../util/printable.ts";
import { ask } from "./ask.ts";
import { Interrupted } from "./interrupts.ts";
import type { Output } from "./output.ts";

/** What the operator allows a mesh file or a saved plan to do. */
export interface TrustFlags {
  readonly trustKubeconfig?: readonly TrustedKubeconfig[];
  readonly contexts?: readonly string[];
  readonly untrusted?: boolean;
  readonly context?: Readonly<Record<string, string>>;
}

/** A context that `--context` names is the operator's own choice, so the list does not restrict it. */
export function kubeconfigPolicy(flags: TrustFlags, output: Output | undefined): KubeconfigPolicy {
  const { trustKubeconfig, contexts, untrusted, context = {} } = flags;
  return {
    ...(contexts === undefined
      ? {}
      : { contexts: new Set([...contexts, ...Object.values(context)]) }),
    ...(trustKubeconfig === undefined ? {} : { trusted: trustKubeconfig }),
    untrusted: untrusted ?? false,
    ...(output !== undefined && canAsk(output)
      ? { ask: (question) => trusts(question, output) }
      : {}),
  };
}

/** The question goes to stderr, so that stdout may be a pipe. A build server has nobody to answer. */
function canAsk(output: Output): boolean {
  return output.stdin.isTTY && output.stderr.isTTY && (process.env["CI"] ?? "") === "";
}

/** A missing answer ends the run, as Ctrl-C does anywhere before the first write. */
async function trusts({ path, does }: TrustQuestion, output: Output): Promise<boolean> {
  const question = printableLines([
    printable`The file names the kubeconfig ${path}, which`,
    ...does.map((one) => printable`- ${one}`),
    printable`Trust it as it is now?`,
  ]);
  const answer = await ask(question, "stderr", output);
  if (answer === "interrupted") throw new Interrupted("Interrupted. Nothing was written.");
  return answer === "yes";
}
