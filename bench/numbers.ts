/** `31.4 ms`. */
export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}

/** `+10.2 ms`. */
export function more(milliseconds: number): string {
  return `${milliseconds < 0 ? "" : "+"}${ms(milliseconds)}`;
}

/** `3.12 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `116 MB`. */
export function megabytes(amount: number): string {
  return `${Math.round(amount)} MB`;
}

export function verdict(measured: number, limit: number): "met" | "missed" {
  return measured <= limit ? "met" : "missed";
}
