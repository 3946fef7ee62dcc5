import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import {
  connect,
  type PeerCertificate,
  type DetailedPeerCertificate,
  type TLSSocket,
} from "node:tls";
import { certificatesIn } from "../../certs/pem.ts";
import type { ShownChain } from "../../certs/server-chain.ts";
import type { Handshake } from "../../ports.ts";
import { LIMITS } from "../../util/limits.ts";
import { connectionFailure } from "./connection-failure.ts";

/** Longer chains are circles or mistakes. */
const LONGEST = 8;

/**
 * One TLS connection that ends as soon as the server has said who it is. Nothing is believed, and nothing is sent on it: no
 * request, no credential, no client certificate.
 */
export const handshake: Handshake = ({ server, tlsServerName }) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(server);
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? 443 : Number(port),
      // An address has no name to send.
      servername: isIP(tlsServerName) === 0 ? tlsServerName : "",
      // What is shown is looked at by who asked; with a check here a server that fails it would not be seen.
      rejectUnauthorized: false,
      // Go speaks no older TLS; 1.2 shows its certificates as 1.3 does.
      minVersion: "TLSv1.2",
    });
    const end = (answer: Awaited<ReturnType<Handshake>>): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(answer);
    };
    const patience = setTimeout(() => {
      end({ untried: "no answer" });
    }, LIMITS.handshake.most);
    socket.on("error", (error: Error) => {
      end({ untried: connectionFailure(error).reason });
    });
    socket.once("secureConnect", () => {
      const shown = shownBy(socket, undefined);
      end(shown.length === 0 ? { untried: "it shows no certificate" } : shown);
    });
  });

/**
 * The certificates that the server sent, PEM. Node completes them from those that this side trusts, so what is in `authority`
 * is left out: another client may not have it.
 */
export function shownBy(socket: TLSSocket, authority: string | undefined): ShownChain {
  const known = new Set(
    (certificatesIn(authority ?? "") ?? []).map(({ fingerprint256 }) => fingerprint256),
  );
  const shown: string[] = [];
  let one: PeerCertificate | DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  const seen = new Set<string>();
  while (one?.raw !== undefined && seen.size < LONGEST && !seen.has(one.fingerprint256)) {
    seen.add(one.fingerprint256);
    if (seen.size === 1 || !known.has(one.fingerprint256))
      shown.push(new X509Certificate(one.raw).toString());
    one = "issuerCertificate" in one ? one.issuerCertificate : undefined;
  }
  return shown;
}
