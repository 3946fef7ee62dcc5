import { systemErrorCode, systemErrorReason } from "../adapters/host/system-error.ts";
import { MeshplanError } from "../errors.ts";

/** An output that people or scripts rely on is incomplete. It does not end an apply: it is reported at the end. */
export function lostOutput(name: string, cause: unknown): MeshplanError {
  const code = systemErrorCode(cause);
  const reason = systemErrorReason(code);
  const isPipe = code === "EAGAIN" || code === "EPIPE";
  return new MeshplanError("MP9011", `${name} could not be written to its end: ${reason}`, {
    nextSteps: [
      `${isPipe ? "keep reading it" : "make room"} and run the same command again; apply writes nothing twice`,
    ],
    cause,
  });
}
