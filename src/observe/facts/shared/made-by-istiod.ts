/** istiod knows what it made by this label, and leaves alone what does not have it. */
export const MADE_BY_ISTIOD = "gateway.istio.io/managed";
