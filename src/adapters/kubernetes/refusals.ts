import { ApiError, isOfAdmission } from "../../kube/api-error.ts";
import type { MeshplanError } from "../../errors.ts";
import { type ObjectRef, refText } from "../../kube/object.ts";
import { mapStrings } from "../../util/map-strings.ts";
import { type Status, statusOf } from "./api-status.ts";
import type { HttpAnswer } from "./wire.ts";
import type { ConnectionFailure } from "./connection-failure.ts";
import { LIMITS } from "../../util/limits.ts";
import { quotedWord } from "../../util/shell-word.ts";
import { commandLine } from "../../util/command-line.ts";

/** What was asked of whom, for the sentences of an error. */
export interface Asked {
  readonly cluster: string;
  readonly context: string;
  readonly server: string;
  /** The flags by which kubectl reaches the same cluster as the same user. */
  readonly kubectl: readonly string[];
  /** The proxy on the way there. */
  readonly through?: string;
  /** `METHOD /path` without its query. */
  readonly request: string;
  readonly object?: ObjectRef;
  /** Takes secrets out of what the server says: it may quote what it was sent. */
  readonly redact: (text: string) => string;
}

interface Verdict {
  readonly code: MeshplanError["code"];
  readonly message: string;
  readonly nextStep: string;
}

/** The API server answered, and the answer is no. */
export function refused(answer: HttpAnswer, asked: Asked): ApiError {
  const status: Status = mapStrings(statusOf(answer), asked.redact);
  const { code, message, nextStep } = verdictOn(answer.status, status, asked);
  const api = {
    status: answer.status,
    ...(status.reason === undefined ? {} : { reason: status.reason }),
    serverMessage: status.message,
    causes: status.causes,
    ...(answer.uncertain === true || answer.status >= 500 ? { uncertain: true as const } : {}),
    request: asked.request,
  };
  return new ApiError(code, message, api, placed(asked, nextStep));
}

/** No answer came. */
export function unanswered(failure: ConnectionFailure, asked: Asked): ApiError {
  const { code, message, nextStep } = verdictOnFailure(failure, asked);
  const api = {
    status: 0,
    serverMessage: failure.reason,
    uncertain: true as const,
    request: asked.request,
  };
  return new ApiError(code, message, api, { ...placed(asked, nextStep), cause: failure });
}

/** A success that is not what an API server says; `why` ends the sentence. */
export function notKubernetes(status: number, asked: Asked, why?: string): ApiError {
  const more = why === undefined ? "" : `: ${why}`;
  const message = `${asked.server} does not answer as a Kubernetes API server does (HTTP ${String(status)} to ${asked.request})${more}`;
  const api = { status, serverMessage: "", request: asked.request };
  const nextStep = `compare with: ${commandLine`kubectl ${asked.kubectl} get --raw /version`}`;
  return new ApiError("MP9116", message, api, placed(asked, nextStep));
}

/** A list that goes on and on; `why` ends the sentence. */
export function endless(asked: Asked, why: string): ApiError {
  const message = `${asked.cluster} does not come to an end of ${asked.request}: ${why}`;
  const api = { status: 0, serverMessage: why, request: asked.request };
  const nextStep = `look at the API server's load: ${commandLine`kubectl ${asked.kubectl} get --raw '/readyz?verbose'`}`;
  return new ApiError("MP9129", message, api, placed(asked, nextStep));
}

function placed({ cluster, object }: Asked, nextStep: string) {
  const place = object === undefined ? { cluster } : { cluster, object };
  return { ...place, nextSteps: [nextStep] };
}

function verdictOn(httpStatus: number, status: Status, asked: Asked): Verdict {
  const { cluster, context, kubectl } = asked;
  const what = asked.object === undefined ? asked.request : refText(asked.object);
  const because = status.message === "" ? `HTTP ${String(httpStatus)}` : status.message;
  switch (httpStatus) {
    case 401:
      return {
        code: "MP9109",
        message: `${cluster} does not accept the credentials of context ${context}`,
        nextStep: `log in again, until this works: ${commandLine`kubectl ${kubectl} auth whoami`}`,
      };
    case 403:
      return isOfAdmission(status.message)
        ? otherRefusal(httpStatus, because, what, asked)
        : forbidden(status, asked);
    case 404:
      return {
        code: "MP9111",
        message: `${cluster} does not have ${what}: ${because}`,
        nextStep: `look at what is there: ${commandLine`kubectl ${kubectl} get crds,namespaces`}`,
      };
    case 409:
      return {
        code: "MP9112",
        message: `${what} in ${cluster} changed in between: ${because}`,
        nextStep: "plan again: it reads everything anew",
      };
    case 429:
      return {
        code: "MP9117",
        message: `${cluster} is too busy for ${what}: ${because}`,
        nextStep: "try again later; an apply also with a smaller --parallelism",
      };
    default:
      return otherRefusal(httpStatus, because, what, asked);
  }
}

function otherRefusal(
  httpStatus: number,
  because: string,
  what: string,
  { cluster, kubectl, object }: Asked,
): Verdict {
  if (httpStatus === 500 && because.startsWith("failed to create typed patch object"))
    return {
      code: "MP9113",
      message: `${cluster} does not know a field of ${what}: ${because}`,
      nextStep: isIstios(object)
        ? "check that the CustomResourceDefinitions are of the Istio version in mesh.yaml, and the patches of this object"
        : "correct the patches of this object (a plan with --full shows their lines), then plan again",
    };
  if (httpStatus >= 500)
    return {
      code: "MP9114",
      message: `${cluster} failed at ${what}: ${because}`,
      nextStep: commandLine`kubectl ${kubectl} get --raw '/readyz?verbose'`,
    };
  if (httpStatus < 400)
    return {
      code: "MP9116",
      message: `${cluster} sends ${what} elsewhere (HTTP ${String(httpStatus)}), which no API server does`,
      nextStep: `check the server address: ${commandLine`kubectl ${kubectl} config view --minify`}`,
    };
  return {
    code: "MP9113",
    message: `${cluster} refuses ${what}: ${because}`,
    nextStep: "meshplan explain MP9113",
  };
}

/** Of a kind that Istio's definitions say the fields of. */
function isIstios(object: ObjectRef | undefined): boolean {
  return (
    object !== undefined &&
    /(^|\.)istio\.io\/|^gateway\.networking\.k8s\.io\//.test(object.apiVersion)
  );
}

const FORBIDDEN =
  /User "([^"]*)" cannot (\w+) resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)"| at the cluster scope)?(?:: (.*))?/s;

/** Source of the wording: apiserver, endpoints/handlers/responsewriters/errors.go. */
function forbidden(status: Status, { cluster, kubectl, object, request }: Asked): Verdict {
  const [, user, verb, resource, group, namespace, why] = FORBIDDEN.exec(status.message) ?? [];
  // No Status object: something before the API server says no, such as a proxy that wants a login.
  const message =
    status.message === ""
      ? "HTTP 403 without a reason, perhaps of a proxy before it"
      : status.message;
  if (user === undefined || verb === undefined || resource === undefined)
    return {
      code: "MP9110",
      message: `${cluster} does not allow ${object === undefined ? request : refText(object)}: ${message}`,
      nextStep: commandLine`kubectl ${kubectl} auth can-i --list`,
    };
  const kind = group === undefined || group === "" ? resource : `${resource}.${group}`;
  const where = namespace === undefined ? "" : ` in namespace ${namespace}`;
  const flag = namespace === undefined ? [] : ["--namespace", namespace];
  return {
    code: "MP9110",
    message: `${cluster} does not allow ${user} to ${verb} ${kind}${where}${why === undefined ? "" : `: ${why}`}`,
    nextStep: `ask for the right, until this says yes: ${commandLine`kubectl ${kubectl} auth can-i ${verb} ${kind} ${flag}`}`,
  };
}

function verdictOnFailure({ kind, reason }: ConnectionFailure, asked: Asked): Verdict {
  const { cluster, context, server, kubectl, through } = asked;
  const compare = `compare with: ${commandLine`kubectl ${kubectl} get --raw /version`}`;
  switch (kind) {
    case "untrusted":
      return {
        code: "MP9108",
        message: `${cluster} at ${server} shows a certificate that is not trusted: ${untrustedText(reason)}`,
        nextStep: untrustedFix(reason, context),
      };
    case "certificate-refused":
      return {
        code: "MP9109",
        message: `${cluster} does not accept the client certificate of context ${context} (${reason})`,
        nextStep: `log in again, until this works: ${commandLine`kubectl ${kubectl} auth whoami`}`,
      };
    case "not-tls":
      return {
        code: "MP9116",
        message: `${server} does not speak HTTPS (${reason})`,
        nextStep: `check the server address: ${commandLine`kubectl ${kubectl} config view --minify`}`,
      };
    case "timeout":
      return {
        code: "MP9115",
        message: `${cluster} did not answer ${asked.request} in time`,
        nextStep: commandLine`kubectl ${kubectl} get --raw '/readyz?verbose'`,
      };
    case "too-large":
      return {
        code: "MP9128",
        message:
          reason === "answers at once"
            ? `${cluster} answers with more than ${mebibytes(LIMITS.answers.most)} MiB at once, in ${asked.request} and what was asked before`
            : `${cluster} answers ${asked.request} with more than ${largest(reason)} (one ${reason})`,
        nextStep: `look at what is that large: ${commandLine`kubectl ${kubectl} get --raw`} ${quotedWord(asked.request.replace(/^\S+ /, ""))} | wc -c`,
      };
    case "garbled":
      return {
        code: "MP9116",
        message: `${server} answers ${asked.request} with what cannot be read (${reason})`,
        nextStep: compare,
      };
    case "reset":
    case "unreachable":
      return {
        code: "MP9107",
        message: `${cluster} cannot be reached at ${server}${through === undefined ? "" : ` through ${through}`}: ${unreachableText(reason)}`,
        nextStep: compare,
      };
  }
}

function largest(reason: string): string {
  if (reason === "packed answer") return `${LIMITS.unpacking.most} times what was sent`;
  if (reason === "answer of many parts")
    return `${LIMITS.answerParts.most.toLocaleString("en-US")} entries`;
  return `${mebibytes(reason === "event" ? LIMITS.watchLine.most : LIMITS.answer.most)} MiB`;
}

function mebibytes(bytes: number): string {
  return String(Math.round(bytes / 1024 / 1024));
}

function unreachableText(reason: string): string {
  const texts: { readonly [reason: string]: string } = {
    ECONNREFUSED: "connection refused",
    ECONNRESET: "the connection was closed",
    EPIPE: "the connection was closed",
    ECONNABORTED: "the connection was closed",
    ENOTFOUND: "its host name is not known",
    EAI_AGAIN: "the name server does not answer",
    ETIMEDOUT: "no answer",
    EHOSTUNREACH: "no way to that address",
    ENETUNREACH: "no way to that address",
  };
  return texts[reason] ?? reason;
}

function untrustedText(reason: string): string {
  if (reason === "ERR_TLS_CERT_ALTNAME_INVALID") return "it is for another name";
  if (reason === "CERT_HAS_EXPIRED") return "it has expired";
  if (reason === "CERT_NOT_YET_VALID") return "it is not valid yet";
  return `its authority is not the one in the kubeconfig (${reason})`;
}

function untrustedFix(reason: string, context: string): string {
  if (reason === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `use an address the certificate is for, or name it in the kubeconfig: kubectl config set-cluster NAME --tls-server-name=NAME`;
  if (reason === "CERT_NOT_YET_VALID") return "check this machine's clock";
  if (reason === "CERT_HAS_EXPIRED") return "renew the API server's certificate";
  return `fetch the kubeconfig of context ${context} again, or name a proxy's authority: NODE_EXTRA_CA_CERTS=FILE`;
}
