import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  authorityKeyUsage,
  basicConstraints,
  extension,
  keyIdOf,
  keyIds,
  nameOf,
  signedCertificate,
} from "../../src/certs/certificate.ts";
import { oid, sequence } from "../../src/certs/der.ts";

export const serverUse = "1.3.6.1.5.5.7.3.1";
export const clientUse = "1.3.6.1.5.5.7.3.2";

export interface Made {
  readonly name: string;
  readonly pem: string;
  readonly key: KeyObject;
}

/** An authority with a limit or a use that our own never have. */
export function authority(
  name: string,
  issuer: Made | undefined,
  settings: {
    readonly pathLength?: number;
    readonly use?: string;
    /** Of another authority, which this one is a newer certificate of. */
    readonly key?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
    readonly notAfter?: string;
  } = {},
): Made {
  const { publicKey, privateKey } =
    settings.key ?? generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { use, notAfter = "2040-01-01" } = settings;
  const signer = issuer?.key ?? privateKey;
  const pem = signedCertificate({
    subject: nameOf({ CN: name }),
    issuer: nameOf({ CN: issuer?.name ?? name }),
    notBefore: new Date("2020-01-01"),
    notAfter: new Date(notAfter),
    publicKey,
    signer,
    extensions: [
      basicConstraints(settings.pathLength),
      authorityKeyUsage(),
      ...(use === undefined ? [] : [extension("2.5.29.37", false, sequence(oid(use)))]),
      ...keyIds(keyIdOf(publicKey), keyIdOf(createPublicKey(signer))),
    ],
  });
  return { name, pem, key: privateKey };
}
