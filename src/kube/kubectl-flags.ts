/**
 * The flags by which kubectl reaches a cluster as meshplan does; every kubectl command that is proposed to people has them. A
 * context alone is looked up in KUBECONFIG, where it may be missing, or lead elsewhere.
 */
export function kubectlFlags({
  context,
  kubeconfig,
}: {
  readonly context: string;
  readonly kubeconfig?: string | undefined;
}): readonly string[] {
  return [...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]), "--context", context];
}
