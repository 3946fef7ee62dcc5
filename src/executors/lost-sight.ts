import type { ApiError } from "../kube/api-error.ts";

/** How an answer says that an object is not the one the plan saw. `moved`: it has another resourceVersion. */
export function lostSightOf({ api }: ApiError): "moved" | "deleted" | "made anew" | undefined {
  const { status, serverMessage, causes } = api;
  if (status === 409) return serverMessage.includes("uid mismatch") ? "deleted" : "moved";
  const namesUid =
    causes?.some((item) => item.field === "metadata.uid") === true ||
    serverMessage.includes("metadata.uid");
  return status === 422 && namesUid ? "made anew" : undefined;
}
