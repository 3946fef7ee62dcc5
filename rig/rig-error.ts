/** The machine or a process refused: printed as one message, without a stack. Anything else that is thrown is a bug of the rig. */
export class RigError extends Error {
  override readonly name = "RigError";
}
