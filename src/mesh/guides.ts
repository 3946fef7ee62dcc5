/** Istio's documentation of ambient mode over several clusters, for users who learn that something is not possible. */
export const AMBIENT_GUIDE = "https://istio.io/latest/docs/ambient/install/multicluster/";
