/** By this label istiod knows what it made; without it, it leaves an object alone. */
export const MADE_BY_ISTIOD = "gateway.istio.io/managed";
