type Variables = { readonly [name: string]: string | undefined };

/** What a program needs to run at all, to find its own files and to speak the user's language. */
const NEEDED =
  /^(?:PATH|HOME|USER|LOGNAME|TMPDIR|TMP|TEMP|TZ|LANG|LANGUAGE|LC_\w+|XDG_\w+|GOGC|GOMAXPROCS|GOMEMLIMIT|SSL_CERT_FILE|SSL_CERT_DIR|SYSTEMROOT|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA)$/i;
/** Helm's own, but for those by which it would reach a cluster. */
const HELM = /^HELM_(?!KUBE)\w+$/;
/** For what comes over the network; a proxy's URL may hold a password. */
const NETWORK = /^(?:https?|no|all)_proxy$|^DOCKER_CONFIG$/i;

/**
 * The variables that a program which renders gets. It needs no cluster and no credential, and whatever it is, a job's environment is
 * full of them: no KUBECONFIG, no token of a build server, nothing that is not named here. `pulls`: it fetches charts, so it gets
 * the proxies and where registries' logins are kept.
 */
export function rendererEnv(env: Variables, { pulls = false } = {}): Variables {
  const isKept = (name: string): boolean =>
    NEEDED.test(name) || HELM.test(name) || (pulls && NETWORK.test(name));
  return Object.fromEntries(Object.entries(env).filter(([name]) => isKept(name)));
}
