import { dirname, resolve } from "node:path";
import { MeshplanError } from "../errors.ts";
import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";
import { LIMITS } from "../util/limits.ts";
import { jsonOf } from "./api-status.ts";
import type { Identity } from "./cluster-access.ts";
import {
  checkPair,
  type CredentialSurroundings,
  type IdentitySource,
  withAuthorization,
} from "./credentials.ts";
import { type Entry, malformed } from "./kubeconfig-file.ts";
import { SecretRegistry } from "../util/secret-registry.ts";
import { type ProcessResult, runProcess } from "./process.ts";
import { commandLine } from "../util/command-line.ts";

const API_VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

interface Plugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly apiVersion: string;
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
}

/**
 * Credentials that a program prints (`exec` of a kubeconfig user). It runs without a terminal.
 * Source: client-go, plugin/pkg/client/auth/exec.
 */
export function pluginCredentials(
  exec: JsonMap,
  base: Identity,
  user: Entry,
  surroundings: CredentialSurroundings,
): IdentitySource {
  const plugin = pluginOf(exec, user, surroundings);
  return async (signal) => {
    const env = {
      ...surroundings.env,
      ...plugin.env,
      KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(plugin, surroundings)),
    };
    const result = await runProcess(plugin.command, plugin.args, {
      env,
      // A plug-in may open a browser; it may not hang for ever.
      timeoutMilliseconds: LIMITS.plugin.most,
      outputLimit: LIMITS.pluginOutput.most,
      ...(signal === undefined ? {} : { signal }),
    });
    if (result.kind !== "exited" || result.code !== 0)
      throw failed(plugin, endingText(result, env), surroundings);
    return identityOf(result.stdout, plugin, base, surroundings);
  };
}

function pluginOf(exec: JsonMap, user: Entry, { target }: CredentialSurroundings): Plugin {
  const wrong = (what: string): MeshplanError =>
    malformed(user.file, `exec of user ${user.name}: ${what}`, target.cluster);
  const { command, apiVersion, args, env, installHint, interactiveMode } = exec;
  if (typeof command !== "string" || command === "") throw wrong("command is missing");
  if (typeof apiVersion !== "string" || !API_VERSIONS.includes(apiVersion))
    throw wrong(`apiVersion is not ${API_VERSIONS.join(" or ")}`);
  if (interactiveMode === "Always")
    throw new MeshplanError(
      "MP9104",
      `context ${target.context} logs in with ${command}, which always asks on the terminal`,
      {
        cluster: target.cluster,
        nextSteps: ["use another way to log in, such as a token or a plug-in that keeps a session"],
      },
    );
  const words: Json = args ?? [];
  const variables: Json = env ?? [];
  if (!isList(words) || !isList(variables)) throw wrong("args or env is not a list");
  return {
    command: commandPath(command, dirname(user.file)) ?? command,
    args: words.map(scalarText),
    env: Object.fromEntries(
      variables.filter(isMap).map(({ name, value }) => [scalarText(name), scalarText(value)]),
    ),
    apiVersion,
    installHint: typeof installHint === "string" ? installHint : undefined,
    provideClusterInfo: exec["provideClusterInfo"] === true,
  };
}

/** As client-go: a path is relative to the kubeconfig. Undefined for a bare name, which is looked up on PATH. */
export function commandPath(command: string, folder: string): string | undefined {
  return /[/\\]/.test(command) ? resolve(folder, command) : undefined;
}

/** YAML reads an unquoted `8080` or `true` as something else than the text that was meant. */
function scalarText(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

/** The ExecCredential that tells the plug-in which cluster it is for, if it wants to know. */
function execInfo(plugin: Plugin, { cluster }: CredentialSurroundings): JsonMap {
  const { entry, server, authority, tlsServerName, skipVerify } = cluster;
  const about: JsonMap = {
    server,
    ...(authority === undefined
      ? {}
      : { "certificate-authority-data": Buffer.from(authority).toString("base64") }),
    ...(tlsServerName === undefined ? {} : { "tls-server-name": tlsServerName }),
    ...(skipVerify ? { "insecure-skip-tls-verify": true } : {}),
    config: pluginConfig(entry),
  };
  return {
    kind: "ExecCredential",
    apiVersion: plugin.apiVersion,
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster: about } : {}) },
  };
}

function pluginConfig({ value }: Entry): Json {
  const { extensions } = value;
  const own = isList(extensions)
    ? extensions
        .filter(isMap)
        .find((extension) => extension["name"] === "client.authentication.k8s.io/exec")
    : undefined;
  return own?.["extension"] ?? null;
}

function identityOf(
  stdout: string,
  plugin: Plugin,
  base: Identity,
  surroundings: CredentialSurroundings,
): { readonly identity: Identity; readonly until: number } {
  const answer = jsonOf(Buffer.from(stdout));
  const status = isMap(answer) ? answer["status"] : undefined;
  if (!isMap(answer) || answer["kind"] !== "ExecCredential" || !isMap(status))
    throw failed(plugin, "it did not print an ExecCredential", surroundings);
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status;
  const expires =
    typeof expirationTimestamp === "string" ? Date.parse(expirationTimestamp) : Infinity;
  if (Number.isNaN(expires))
    throw failed(plugin, "its expirationTimestamp is no time", surroundings);
  const withToken = withAuthorization(
    base,
    typeof token === "string" && token !== "" ? `Bearer ${token}` : undefined,
  );
  if (typeof clientCertificateData !== "string" || typeof clientKeyData !== "string") {
    if (withToken === base)
      throw failed(
        plugin,
        "it printed neither a token nor a certificate with its key",
        surroundings,
      );
    return { identity: withToken, until: expires };
  }
  const { target } = surroundings;
  checkPair(clientCertificateData, clientKeyData, target, `from ${plugin.command}`);
  const identity = { ...withToken, certificate: clientCertificateData, key: clientKeyData };
  return { identity, until: expires };
}

/** What the plug-in printed to standard error is meant for people; standard output is never quoted: it is the credential. */
function endingText(result: ProcessResult, env: Variables): string {
  switch (result.kind) {
    case "not-started":
      return result.reason === "ENOENT"
        ? "it is not installed"
        : `it cannot be started (${result.reason})`;
    case "timeout":
      return `it did not end within ${LIMITS.plugin.most / 1000} s${said(result.stderr, env)}`;
    case "too-much-output":
      return "it printed more than 1 MiB";
    case "exited":
      return `it exited with ${String(result.code)}${said(result.stderr, env)}`;
  }
}

type Variables = { readonly [name: string]: string | undefined };

const SECRET_VARIABLE = /TOKEN|SECRET|PASS|KEY|CRED|AUTH|COOKIE|SESSION/i;

/**
 * The last line, without anything as long as a token, and without what variables hold whose names say that it is secret: a
 * plug-in gets the whole environment, and one that fails may print it.
 */
function said(stderr: string, env: Variables): string {
  const line = stderr.trim().split("\n").at(-1)?.trim() ?? "";
  if (line === "") return "";
  const secrets = new SecretRegistry();
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && SECRET_VARIABLE.test(name)) secrets.keep(value);
  return `: ${secrets
    .redact(line)
    .slice(0, 200)
    .replace(/[\w+/=.~-]{32,}/g, "(…)")}`;
}

function failed(
  { command, installHint }: Plugin,
  why: string,
  { target }: CredentialSurroundings,
): MeshplanError {
  return new MeshplanError(
    "MP9106",
    `credential plug-in ${command} of context ${target.context} failed: ${why}`,
    {
      cluster: target.cluster,
      nextSteps: [
        ...(installHint === undefined ? [] : [installHint.trim().split("\n")[0] ?? ""]),
        `run it on its own: ${commandLine`kubectl --context ${target.context} auth whoami`}`,
      ],
    },
  );
}
