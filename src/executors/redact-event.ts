import type { EventBody } from "./context.ts";

/** Cleans every text of an event that the world had a word in. The rest names things of the plan. */
export function redactEvent(event: EventBody, redact: (text: string) => string): EventBody {
  switch (event.type) {
    case "wait-progress":
      return { ...event, detail: redact(event.detail) };
    case "note":
    case "retrying":
      return { ...event, text: redact(event.text) };
    case "action-failed": {
      const { message, nextSteps } = event.problem;
      const problem = {
        ...event.problem,
        message: redact(message),
        nextSteps: nextSteps.map(redact),
      };
      return { ...event, problem };
    }
    case "apply-started":
    case "action-started":
    case "object-written":
    case "wait-started":
    case "wait-finished":
    case "action-finished":
    case "action-skipped":
    case "interrupted":
    case "apply-finished":
      return event;
  }
}
