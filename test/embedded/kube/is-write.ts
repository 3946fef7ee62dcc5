import type { RequestRecord } from "../../../src/embedded/kube/http-server.ts";

/** Whether a request could have changed a mesh: neither a read nor a dry run, nor a question about rights, nor the lock. */
export function isWrite(request: RequestRecord): boolean {
  const { method, path, dryRun } = request;
  const isQuestion = path.startsWith("/apis/authorization.k8s.io/");
  return method !== "GET" && !dryRun && !isQuestion && path !== LOCK_PATH;
}

/** Whether a request took, renewed or gave back the lock of a cluster. */
export function isLocking({ method, path }: RequestRecord): boolean {
  return method !== "GET" && path === LOCK_PATH;
}

const LOCK_PATH = "/apis/coordination.k8s.io/v1/namespaces/default/leases/meshplan";
