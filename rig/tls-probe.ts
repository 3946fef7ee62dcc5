import { connect } from "node:tls";
import type { Dial } from "./door.ts";

/** A client of an east-west gateway, as a sidecar is one. */
export interface TlsClient {
  /** Istio's: `outbound_.5000_._.helloworld.sample.svc.cluster.local`. */
  readonly servername: string;
  readonly alpn: string;
}

/** `answered` with what the pod's stand-in said, or `refused` with why. */
export type TlsOutcome =
  | { readonly kind: "answered"; readonly text: string }
  | { readonly kind: "refused"; readonly why: string };

const PASSTHROUGH_PORT = 15443;
const ISTIOD_PORT = 15012;
const ISTIOD_NAME = "istiod.istio-system.svc";
const TIMEOUT_MILLISECONDS = 5_000;

/** Says "hello" through the gateway at `address` and answers what came back. Nobody's certificate is checked: only routing is. */
export async function tlsThroughGateway(
  address: string,
  dial: Dial,
  client: TlsClient,
): Promise<TlsOutcome> {
  const raw = await dial(address, PASSTHROUGH_PORT);
  return new Promise((resolve) => {
    const { servername, alpn } = client;
    const refuse = (why: string): void => {
      resolve({ kind: "refused", why });
      socket.destroy();
      raw.destroy();
    };
    const options = { socket: raw, servername, ALPNProtocols: [alpn], rejectUnauthorized: false };
    const socket = connect(options, () => {
      socket.write("hello");
    });
    setTimeout(refuse, TIMEOUT_MILLISECONDS, "no answer").unref();
    socket.on("data", (text: Buffer) => {
      resolve({ kind: "answered", text: text.toString() });
      socket.destroy();
    });
    socket.on("error", (cause: Error) => {
      refuse(cause.message);
    });
    socket.on("close", () => {
      refuse("closed");
    });
  });
}

/** Whether the istiod at `address` shows a chain to `root` for the name that proxies use. */
export async function istiodIsTrusted(address: string, dial: Dial, root: string): Promise<boolean> {
  const raw = await dial(address, ISTIOD_PORT);
  return new Promise((resolve, reject) => {
    const options = { socket: raw, servername: ISTIOD_NAME, ca: root, rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(socket.authorized);
      socket.destroy();
      raw.destroy();
    });
    socket.setTimeout(TIMEOUT_MILLISECONDS, () => socket.destroy(new Error("no answer")));
    socket.on("error", reject);
  });
}
