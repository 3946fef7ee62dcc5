import type { RequestRecord } from "../../src/sandbox/http-server.ts";

/** Whether a request could have changed a cluster: neither a read nor a dry run, nor a question about rights. */
export function isWrite({ method, path, dryRun }: RequestRecord): boolean {
  return method !== "GET" && !dryRun && !path.startsWith("/apis/authorization.k8s.io/");
}
