/** First key of a plan file: tells it from a mesh file before anything is parsed. */
export const PLAN_FILE_KEY = "meshplan_plan";

/** Whether a text is a saved plan rather than a mesh file. */
export function isPlanFile(text: string): boolean {
  return new RegExp(`^\\s*\\{\\s*"${PLAN_FILE_KEY}"`).test(text);
}
