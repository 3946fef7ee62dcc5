import { textOf } from "../json-parts.ts";
import { SERVICE_ACCOUNT_TOKEN } from "../object-facts.ts";
import type { CredentialView } from "../view.ts";
import { accountRights } from "./account-rights.ts";
import { type Detector, type Finding, type RiskInput, within } from "./detector.ts";
import { at } from "../../kube/at.ts";

/**
 * Where every credential leads that this plan hands out, and what it can do there. One whose Secret may not be read may be
 * there already, and may lead elsewhere.
 */
export const credentials: Detector = {
  topic: "credentials",
  find: (input) => [
    ...input.written.flatMap((object) => {
      const { credential } = object.action;
      return credential === undefined
        ? []
        : [
            {
              ...foundIn(input, credential),
              cluster: object.action.cluster,
              of: object,
              movedBy: within(["data"], ["stringData"], ["type"]),
            },
          ];
    }),
    ...input.view.actions.flatMap(({ id, cluster, credential, unread = [] }) => {
      if (credential === undefined || unread.length === 0) return [];
      const found = foundIn(input, credential);
      return [{ ...found, text: `not checked; ${found.text}`, cluster, action: id }];
    }),
  ],
};

function foundIn(input: RiskInput, credential: CredentialView): Finding {
  const odd = oddities(credential);
  const rights = tokenText(input, credential);
  return {
    risk: "access",
    text: odd.length === 0 ? rights : `${odd.join(", ")}; ${rights}`,
    subject: wayText(credential),
  };
}

/** Nothing of it is to be reviewed: the cluster's own server and CA, directly, and no change of them. */
export function isUsualWay(credential: CredentialView): boolean {
  return oddities(credential).length === 0 && credential.before === undefined;
}

/**
 * `-> https://10.2.0.2 of cluster2`, and what is not as the cluster says itself; `-> OLD of cluster2, from now on NEW` where
 * it moves.
 */
export function wayText(credential: CredentialView): string {
  const { of, before } = credential;
  const now = placeOf(credential);
  if (before === undefined) return `-> ${now} of ${of}`;
  const { ca_fingerprint: print, ...way } = before;
  // A CA is told where it moves, too.
  const ca =
    print === undefined || print === credential.ca_fingerprint ? {} : { ca_fingerprint: print };
  const old = placeOf({ ...way, ...ca, server: before.server ?? "(not readable)" });
  return old === now ? `-> ${now} of ${of}, as at present` : `-> ${old} of ${of} becomes ${now}`;
}

function placeOf(
  way: Pick<
    CredentialView,
    "server" | "tls_server_name" | "proxy_url" | "ca_fingerprint" | "insecure"
  > & { readonly ca?: CredentialView["ca"] },
): string {
  const { server, tls_server_name: name, proxy_url: proxy, ca_fingerprint: print } = way;
  const notes = [
    ...(name === undefined ? [] : [`TLS name ${name}`]),
    ...(proxy === undefined ? [] : [`through ${proxy}`]),
    ...(way.ca !== "cluster" && print !== undefined ? [`CA ${shortPrint(print)}`] : []),
    ...(way.insecure === true ? ["no certificate checked"] : []),
  ];
  return `${server}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
}

/** Four bytes of a fingerprint: enough to compare by eye; the JSON has all of it. */
export function shortPrint(print: string): string {
  const SHOWN = 11;
  return `${print.slice(0, SHOWN)}…`;
}

function oddities({ server_is: server, ca, proxy_url: proxy }: CredentialView): readonly string[] {
  return [
    ...(server === "other" ? ["not the server of the kubeconfig"] : []),
    ...(ca === "other" ? ["not the CA of the cluster"] : []),
    ...(ca === "public" ? ["public CAs, not the CA of the cluster"] : []),
    ...(ca === "unknown" ? ["CA of the cluster not known"] : []),
    ...(proxy === undefined ? [] : ["through a proxy"]),
  ];
}

/** `a token that never expires and reads every Secret and ConfigMap`. */
function tokenText(input: RiskInput, { of, token_from: from }: CredentialView): string {
  const source = input.planned.find(
    ({ action, change }) => action.id === from && change.object.kind === "Secret",
  );
  const account = textOf(
    at(source?.body, "metadata", "annotations", "kubernetes.io/service-account.name"),
  );
  const maker = input.view.actions.find(({ id }) => id === from);
  const rights = accountRights(input, of, account) ?? KNOWN_RIGHTS[maker?.component ?? ""];
  const endless = source?.body["type"] === SERVICE_ACCOUNT_TOKEN ? ["never expires"] : [];
  const told = [...endless, ...(rights === undefined || rights === "" ? [] : [rights])];
  return told.length === 0 ? "a token" : `a token that ${told.join(" and ")} there`;
}

/** Where others bring the roles: what Istio's charts allow these accounts. */
const KNOWN_RIGHTS: Readonly<Record<string, string>> = {
  "reader-token": "reads every Secret and ConfigMap",
  "istiod-token": "has the rights of istiod",
};
