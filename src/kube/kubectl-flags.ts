/**
 * The flags that make kubectl reach a cluster as meshplan does; every kubectl command proposed to people has them. kubectl
 * looks a bare context up in KUBECONFIG, where it may be missing, or lead elsewhere.
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
