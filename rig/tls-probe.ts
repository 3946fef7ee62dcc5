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
