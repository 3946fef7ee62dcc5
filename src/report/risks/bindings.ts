import type { Json } from "../../kube/object.ts";
import { listOf, mapOf, textOf } from "../json-parts.ts";
import { type Detector, type Finding, findingOf } from "./detector.ts";

/** Bindings to the great roles, and to anybody but the accounts of Istio's own namespace. */
export const bindings: Detector = {
  topic: "rights",
  find: ({ view, written }) =>
    written
      .filter(({ change }) => /^(Cluster)?RoleBinding$/.test(change.object.kind))
      .flatMap((object) => {
        const role = mapOf(object.body["roleRef"]);
        const own = object.change.object.namespace;
        const subjects = listOf(object.body["subjects"]);
        const isGreat = GREAT_ROLES.test(textOf(role["name"])) && role["kind"] === "ClusterRole";
        const foreign = subjects.filter((subject) => !isOfIstio(subject, view.namespace, own));
        const told = isGreat ? subjects : foreign;
        const found = (detail: string): Finding =>
          findingOf(object, "access", "binds a role", { detail, movedBy: /^(subjects|roleRef)/ });
        const what = `${textOf(role["kind"])} ${textOf(role["name"])}`;
        if (isGreat && told.length === 0) return [found(`${what} to nobody`)];
        return told.map((subject) => found(`${what} to ${subjectText(subject, own)}`));
      }),
};

/** Those that Kubernetes makes itself. Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/. */
const GREAT_ROLES = /^(cluster-admin|admin|edit|view|system:.*)$/;

/** The charts leave out the namespace of an account where it is that of the binding. */
function isOfIstio(subject: Json, namespace: string, own: string | undefined): boolean {
  const { kind, namespace: of = own } = mapOf(subject);
  return kind === "ServiceAccount" && of === namespace;
}

function subjectText(subject: Json, own: string | undefined): string {
  const { kind, name, namespace: of = own } = mapOf(subject);
  const isAccount = kind === "ServiceAccount";
  const known = EVERYBODY[textOf(name)];
  return (
    `${textOf(kind)} ${isAccount && of !== undefined ? `${textOf(of)}/` : ""}${textOf(name)}` +
    (known === undefined ? "" : ` (${known})`)
  );
}

const EVERYBODY: Readonly<Record<string, string>> = {
  "system:anonymous": "everybody, without a credential",
  "system:unauthenticated": "everybody, without a credential",
  "system:authenticated": "everybody with any credential",
  "system:serviceaccounts": "every pod",
  "system:masters": "administrators",
};
