import { ApiFailure } from "./api-failure.ts";
import { type ApiRequest, type Target, verbOf } from "./request.ts";

/** The refusal of an authorizer, worded as RBAC words it. */
export function forbidden(request: ApiRequest, target: Target): ApiFailure {
  const { kind, namespace, name } = target;
  const action = verbOf(request, target);
  const full = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
  const what = name === undefined ? full : `${full} "${name}"`;
  const part = target.subresource === "" ? kind.plural : `${kind.plural}/${target.subresource}`;
  const where =
    namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return new ApiFailure(
    403,
    "Forbidden",
    `${what} is forbidden: User "${request.caller.user}" cannot ${action} resource "${part}" in API group "${kind.group}" ${where}`,
    {
      ...(name === undefined ? {} : { name }),
      ...(kind.group === "" ? {} : { group: kind.group }),
      kind: kind.plural,
    },
  );
}
