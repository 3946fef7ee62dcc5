/** What Istio documents of ambient mode over several clusters, for those who are told that something is not possible. */
export const AMBIENT_GUIDE = "https://istio.io/latest/docs/ambient/install/multicluster/";
