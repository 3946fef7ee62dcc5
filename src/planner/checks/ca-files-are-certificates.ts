import type { Check } from "./check.ts";

/** MP0517: what apiServer.caFile names goes to other clusters, so it may hold certificates and nothing else. */
export const caFilesAreCertificates: Check<"facts"> = {
  over: "facts",
  codes: ["MP0517"],
  decides: "nothing of clusters",
  check: ({ mesh, files }) =>
    mesh.clusters.flatMap(({ name: cluster, apiServer: { caFile } }) => {
      const problem = caFile === undefined ? undefined : files.problems.get(caFile);
      if (caFile === undefined || problem === undefined) return [];
      return {
        code: "MP0517" as const,
        message: `${caFile}, the apiServer.caFile of ${cluster}, ${problem}`,
        help: "name a file of certificates alone, which begin with -----BEGIN CERTIFICATE-----; it goes to other clusters",
        cluster,
      };
    }),
};
