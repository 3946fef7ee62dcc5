import { readFileSync } from "node:fs";
import { createServer } from "node:tls";
import { pkiPath, type Place } from "./place.ts";

/** The port of the sample application. */
export const WORKLOAD_PORT = 5000;

/**
 * Stands in for every pod that kwok plays: a TLS server on all their addresses at once, which are all local to the
 * namespace. It speaks Istio's ALPN and answers with the address it was reached at: `10.202.0.1 got hello by istio`.
 */
export function serveWorkloads(place: Place): Promise<void> {
  const server = createServer(
    {
      key: readFileSync(pkiPath(place, "workload.key")),
      cert: readFileSync(pkiPath(place, "workload.crt")),
      ALPNProtocols: ["istio"],
    },
    (socket) => {
      socket.on("data", (text: Buffer) =>
        socket.write(
          `${socket.localAddress ?? ""} got ${text.toString()} by ${socket.alpnProtocol || "no protocol"}`,
        ),
      );
      socket.on("error", () => undefined);
    },
  );
  return new Promise((resolve) => {
    server.listen(WORKLOAD_PORT, "0.0.0.0", resolve);
  });
}
