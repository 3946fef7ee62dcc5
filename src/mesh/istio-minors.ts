/** The Istio minors this meshplan is built and tested against, newest first. Any patch of them is accepted. */
export const ISTIO_MINORS: readonly string[] = ["1.31"];
