import type { Json } from "../../kube/object.ts";
import { listOf, mapOf, textOf } from "../json-parts.ts";
import { type Detector, type Finding, findingOf, within } from "./detector.ts";
import { uncomparedMinor } from "./plain.ts";
import { PLAIN_MINOR } from "./plain/table.ts";
import { isBinding, plainRights, rightsOf, rightText } from "./rights.ts";

/**
 * Bindings to the great roles, to anybody but the accounts of Istio's own namespace, and to others than those whom a plain Istio
 * binds by this name.
 */
export const bindings: Detector = {
  topic: "rights",
  find: ({ view, written }) => {
    const all = written.filter(({ change }) => isBinding(change.object));
    if (all.length === 0) return [];
    const plainOf = plainRights(view);
    return all.flatMap((object) => {
      const { body, change } = object;
      const role = mapOf(body["roleRef"]);
      const own = change.object.namespace;
      const subjects = listOf(body["subjects"]);
      const isGreat = GREAT_ROLES.test(textOf(role["name"])) && role["kind"] === "ClusterRole";
      const isTold = (subject: Json): boolean =>
        isGreat || !isOfIstio(subject, view.namespace, own);
      const found = (text: string, detail: string): Finding =>
        findingOf(object, "access", text, { detail, movedBy: within(["subjects"], ["roleRef"]) });
      const what = `${textOf(role["kind"])} ${textOf(role["name"])}`;
      if (isGreat && subjects.length === 0) return [found("binds a role", `${what} to nobody`)];
      const plain =
        uncomparedMinor(view, object) === undefined ? plainOf(change.object) : undefined;
      const known = plain?.map(rightText);
      const rights = rightsOf(change.object, body).map(rightText);
      return subjects.flatMap((subject, index) => {
        const text = `${what} to ${subjectText(subject, own)}`;
        if (isTold(subject)) return [found("binds a role", text)];
        return known === undefined || known.includes(rights[index] ?? "")
          ? []
          : [found(`binds otherwise than a plain Istio ${PLAIN_MINOR}`, text)];
      });
    });
  },
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
