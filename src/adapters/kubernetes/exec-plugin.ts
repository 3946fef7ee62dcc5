import { dirname, resolve } from "node:path";
import { MeshplanError } from "../../errors.ts";
import { isList, isMap, type Json, type JsonMap } from "../../kube/object.ts";
import { LIMITS } from "../../util/limits.ts";
import { jsonOf } from "./api-status.ts";
import type { Identity } from "./cluster-access.ts";
import {
  checkPair,
  type CredentialSurroundings,
  type IdentitySource,
  withAuthorization,
} from "./identity.ts";
import { tokenFault } from "./header-text.ts";
import { type Entry, malformed } from "./kubeconfig-file.ts";
import { SecretRegistry } from "../../util/secret-registry.ts";
import { type ProcessResult, runProcess } from "../host/process.ts";
import { commandLine } from "../../util/command-line.ts";

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
      throw endedBadly(plugin, result, env, surroundings);
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
  const fault = typeof token === "string" ? tokenFault(token) : undefined;
  if (fault !== undefined) throw failed(plugin, `its token ${fault}`, surroundings);
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

/** How it ended, where that was no good end. */
function ending(result: ProcessResult): string {
  switch (result.kind) {
    case "not-started":
      return result.reason === "ENOENT"
        ? "it is not installed"
        : `it cannot be started (${result.reason})`;
    case "timeout":
      return `it did not end within ${LIMITS.plugin.most / 1000} s`;
    case "too-much-output":
      return "it printed more than 1 MiB";
    case "exited":
      return `it exited with ${String(result.code)}`;
  }
}

/**
 * A plug-in that did not end well, with all that it said. What it printed to standard error is meant for people; standard output
 * is never quoted: it is the credential.
 */
function endedBadly(
  plugin: Plugin,
  result: ProcessResult,
  env: Variables,
  surroundings: CredentialSurroundings,
): MeshplanError {
  const said = "stderr" in result ? linesOf(result.stderr, env, plugin.args) : [];
  const why = [`${ending(result)}${said.length === 0 ? "" : ":"}`, ...said].join("\n");
  const isMissing = result.kind === "not-started" && result.reason === "ENOENT";
  if (!isMissing) return failed(plugin, why, surroundings);
  const install = `install ${plugin.command}, or name it by its path in the kubeconfig`;
  return failed(plugin, why, surroundings, plugin.installHint?.trim() ?? install);
}

type Variables = { readonly [name: string]: string | undefined };

const SECRET_VARIABLE = /TOKEN|SECRET|PASS|KEY|CRED|AUTH|COOKIE|SESSION/i;
const SGR = new RegExp(`${String.fromCharCode(0x1b)}\\[[0-9;]*m`, "g");
const MOST_LINES = { first: 10, last: 20 };
const MOST_LETTERS = 400;

/** The values of flags with the name of a secret: `--client-secret VALUE`, and in one word with `=`. */
function secretArguments(args: readonly string[]): readonly string[] {
  return args.flatMap((word, index) => {
    const [, flag = "", joined] = /^(-[^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (!SECRET_VARIABLE.test(flag)) return [];
    const value = joined ?? args[index + 1] ?? "";
    return joined === undefined && value.startsWith("-") ? [] : [value];
  });
}

/**
 * Line by line, without what is a secret by the name of its variable or its flag, for a plug-in gets the whole environment and one that fails
 * may print it, and without what looks like a token.
 */
function linesOf(stderr: string, env: Variables, args: readonly string[]): readonly string[] {
  const secrets = new SecretRegistry();
  for (const value of secretArguments(args)) secrets.keep(value);
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && SECRET_VARIABLE.test(name)) secrets.keep(value);
  const lines = secrets
    .redact(stderr.replace(SGR, ""))
    .split(/[\r\n]+/)
    .map((line) =>
      line
        .trimEnd()
        .replace(/[\w+/=.~-]{32,}/g, withoutToken)
        .slice(0, MOST_LETTERS),
    )
    .filter((line) => line !== "");
  const { first, last } = MOST_LINES;
  const left = lines.length - first - last;
  if (left <= 0) return lines;
  return [...lines.slice(0, first), `(${String(left)} more lines)`, ...lines.slice(-last)];
}

/** Paths, host names and URLs are as long as tokens, but of words: no part of them mixes capitals, small letters and digits. */
function withoutToken(run: string): string {
  const isOfWords = run
    .split(/[/.=]/)
    .every((part) => part.length < 32 && /^(?:[a-z\d_~-]*|[A-Za-z_~-]*)$/.test(part));
  return isOfWords ? run : "(…)";
}

function failed(
  { command }: Plugin,
  why: string,
  { target, kubectl }: CredentialSurroundings,
  /** Where it is not installed: no terminal would help. */
  install?: string,
): MeshplanError {
  const message = `credential plug-in ${command} of context ${target.context} failed: ${why}`;
  return new MeshplanError("MP9106", message, {
    cluster: target.cluster,
    nextSteps: [
      install ??
        `run it where it has a terminal, which meshplan does not give it: ${commandLine`kubectl ${kubectl} auth whoami`}`,
    ],
  });
}
