import {
  checkPair,
  type CredentialSurroundings,
  type IdentitySource,
  withAuthorization,
} from "./identity.ts";
import { MeshplanError } from "../../errors.ts";
import { isMap } from "../../kube/object.ts";
import type { Clock, ClusterTarget } from "../../ports.ts";
import { LIMITS } from "../../util/limits.ts";
import { bytesWithin } from "../host/bounded-file.ts";
import type { Credentials, Identity } from "./cluster-access.ts";
import { pluginCredentials } from "./exec-plugin.ts";
import { headerFault, tokenFault } from "./header-text.ts";
import { type Entry, malformed, pathSetting, textSetting } from "./kubeconfig-file.ts";
import { commandLine } from "../../util/command-line.ts";

/** Token files are written anew by others (bound tokens); client-go looks again every minute too. */
const TOKEN_FILE_MILLISECONDS = 60_000;

/** The credentials of a kubeconfig user, in the order client-go prefers them: what the server's URL says, exec, auth-provider, token, password. */
export async function credentialsOf(
  user: Entry,
  surroundings: CredentialSurroundings,
): Promise<Credentials> {
  const { target, clock } = surroundings;
  const headers = impersonation(user, target);
  const certificate = await clientCertificate(user, surroundings);
  const base: Identity = { headers, ...certificate };
  if (surroundings.login !== undefined) return fixed(withAuthorization(base, surroundings.login));
  const exec = user.value["exec"];
  if (isMap(exec)) {
    const { command } = exec;
    const plugin = typeof command === "string" ? { plugin: command } : {};
    return { ...renewable(pluginCredentials(exec, base, user, surroundings), clock), ...plugin };
  }
  const provider = user.value["auth-provider"];
  if (isMap(provider)) {
    const { name } = provider;
    if (name !== "oidc") throw oldProvider(target, typeof name === "string" ? name : "(none)");
    const { oidcCredentials } = await import("./oidc.ts");
    return renewable(oidcCredentials(provider["config"], base, surroundings), clock);
  }
  const tokenFile = pathSetting(user, "tokenFile", target.cluster);
  if (tokenFile !== undefined)
    return renewable(tokenFileSource(tokenFile, base, surroundings), clock);
  return fixed(withAuthorization(base, authorization(user, target)));
}

function authorization(user: Entry, { cluster }: ClusterTarget): string | undefined {
  const token = headerSetting(user, "token", cluster, tokenFault);
  if (token !== undefined) return `Bearer ${token}`;
  const name = textSetting(user, "username", cluster);
  const password = textSetting(user, "password", cluster) ?? "";
  if (name === undefined) return undefined;
  return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}

/** What stands in the kubeconfig itself never changes. */
function fixed(identity: Identity): Credentials {
  return { current: () => Promise.resolve(identity), renew: () => false };
}

/** Asks the source once for all who wait, keeps the answer while it is good, and forgets it when it was refused. */
function renewable(source: IdentitySource, clock: Clock): Credentials {
  let kept: { readonly identity: Identity; readonly until: number } | undefined;
  let asking: Promise<Identity> | undefined;
  const ask = async (signal: AbortSignal | undefined): Promise<Identity> => {
    try {
      kept = await source(signal);
      return kept.identity;
    } finally {
      asking = undefined;
    }
  };
  return {
    current: async (signal) => {
      if (kept !== undefined && clock.now() < kept.until) return kept.identity;
      asking ??= ask(signal);
      return asking;
    },
    renew: (refused) => {
      // Another request may have renewed already; then the next `current` has something new in any case.
      if (kept?.identity === refused) kept = undefined;
      return true;
    },
  };
}

function tokenFileSource(
  path: string,
  base: Identity,
  { target, clock }: CredentialSurroundings,
): IdentitySource {
  return async () => {
    const token = await bytesWithin(path, LIMITS.credentialFile.most).catch((error: unknown) => {
      throw new MeshplanError("MP9105", `tokenFile ${path} cannot be read`, {
        cluster: target.cluster,
        cause: error,
        nextSteps: [`look at it: ${commandLine`ls -l ${path}`}`],
      });
    });
    const text = token.toString("utf8").trim();
    const fault = tokenFault(text);
    if (fault !== undefined)
      throw new MeshplanError("MP9105", `tokenFile ${path} holds no token: it ${fault}`, {
        cluster: target.cluster,
        nextSteps: [`let it hold one token and nothing else: ${commandLine`wc ${path}`}`],
      });
    const identity = withAuthorization(base, `Bearer ${text}`);
    return { identity, until: clock.now() + TOKEN_FILE_MILLISECONDS };
  };
}

async function clientCertificate(
  user: Entry,
  { target, pem }: CredentialSurroundings,
): Promise<Pick<Identity, "certificate" | "key">> {
  const certificate = await pem(user, "client-certificate");
  const key = await pem(user, "client-key");
  if (certificate === undefined && key === undefined) return {};
  if (certificate === undefined || key === undefined)
    throw malformed(
      user.file,
      `user ${user.name} has only one of client-certificate and client-key`,
      target.cluster,
    );
  checkPair(certificate, key, target, `of ${user.name} in ${user.file}`);
  return { certificate, key };
}

/** `as`, `as-groups`, `as-uid` and `as-user-extra`: left out, requests would go out as somebody else. */
function impersonation(user: Entry, { cluster }: ClusterTarget): Identity["headers"] {
  const as = headerSetting(user, "as", cluster);
  const uid = headerSetting(user, "as-uid", cluster);
  const groups = texts(user, "as-groups", user.value["as-groups"], cluster);
  const extra = user.value["as-user-extra"] ?? {};
  if (!isMap(extra)) throw malformed(user.file, "as-user-extra is not a map", cluster);
  const extras = Object.entries(extra).map(
    ([key, value]) =>
      [
        `Impersonate-Extra-${headerName(key)}`,
        texts(user, "as-user-extra", value, cluster),
      ] as const,
  );
  if (as === undefined) {
    if (uid !== undefined || groups.length > 0 || extras.length > 0)
      throw malformed(user.file, `user ${user.name} impersonates groups, but no user`, cluster);
    return {};
  }
  return {
    "Impersonate-User": as,
    ...(uid === undefined ? {} : { "Impersonate-Uid": uid }),
    ...(groups.length === 0 ? {} : { "Impersonate-Group": groups }),
    ...Object.fromEntries(extras),
  };
}

function texts(user: Entry, key: string, value: unknown, cluster: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
    throw malformed(user.file, `${key} is not a list of texts`, cluster);
  for (const item of value) checkHeader(user, key, headerFault(item), cluster);
  return value;
}

/** A setting that is sent in a header. */
function headerSetting(
  user: Entry,
  key: string,
  cluster: string,
  faultOf = headerFault,
): string | undefined {
  const setting = textSetting(user, key, cluster);
  checkHeader(user, key, setting === undefined ? undefined : faultOf(setting), cluster);
  return setting;
}

function checkHeader(user: Entry, key: string, fault: string | undefined, cluster: string): void {
  if (fault === undefined) return;
  throw malformed(
    user.file,
    `${key} of user ${user.name} ${fault}, and is sent in a header`,
    cluster,
  );
}

/** As client-go; brackets are no letters of a header's name. Source: client-go, transport/round_trippers.go, headerKeyEscape. */
function headerName(key: string): string {
  return encodeURIComponent(key).replaceAll("(", "%28").replaceAll(")", "%29");
}

function oldProvider(target: ClusterTarget, name: string): MeshplanError {
  const plugin: { readonly [name: string]: string } = {
    gcp: "gke-gcloud-auth-plugin: gcloud container clusters get-credentials",
    azure: "kubelogin: kubelogin convert-kubeconfig",
  };
  return new MeshplanError(
    "MP9104",
    `context ${target.context} logs in through the auth-provider ${name}, which meshplan does not support`,
    {
      cluster: target.cluster,
      nextSteps: [
        `use a credential plug-in (exec) instead; ${plugin[name] ?? "see the provider's own page"}`,
      ],
    },
  );
}
