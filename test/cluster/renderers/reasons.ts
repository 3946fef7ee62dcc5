import type { Difference } from "./differences.ts";

/** Why the two renderers differ somewhere. */
export interface Reason {
  readonly title: string;
  readonly text: string;
  /** Whether the reason is that of a difference; the first one in the list counts. */
  readonly explains: (difference: Difference) => boolean;
}

const isGateway = ({ object }: Difference): boolean => / \S+\/istio-\w+gateway\b/.test(object);
const isIngress = ({ object }: Difference): boolean => object.includes("istio-ingressgateway");
const at =
  (...patterns: readonly RegExp[]) =>
  ({ path }: Difference): boolean =>
    patterns.some((pattern) => pattern.test(path));
const both =
  (...tests: readonly ((difference: Difference) => boolean)[]) =>
  (difference: Difference): boolean =>
    tests.every((test) => test(difference));

/** Where labels stand: of the object and of its pods. */
const label = (name: string): RegExp =>
  new RegExp(`^(spec\\.template\\.)?metadata\\.labels\\.${name}$`);
const POD = "^spec\\.template\\.spec";
const PROXY = `${POD}\\.containers\\[istio-proxy\\]`;

/** Every reason there is. A difference that none explains, and a reason that explains nothing, fail the test. */
export const REASONS: readonly Reason[] = [
  {
    title: "Names of releases",
    text: "istioctl calls everything it renders the release `istio`. With Helm the releases have the names of Istio's guide, so that what is rendered is what `helm install` gives. Nothing selects by these labels.",
    explains: both(
      at(label("app\\.kubernetes\\.io/instance"), label("release")),
      (difference) => difference.istioctl === "istio" && difference.helm !== undefined,
    ),
  },
  {
    title: "Values kept for people",
    text: "The ConfigMap `values` holds the values of the render. istioctl hands every chart the values of all; Helm's charts get their own. Nothing reads it.",
    explains: ({ object }) => /^ConfigMap \S+\/values(-\S+)?$/.test(object),
  },
  {
    title: "Environment of istiod",
    text: "istioctl patches the variables of `components.pilot` into the rendered Deployment; with Helm they are values, which the templates of the injector see too.",
    explains: both(
      ({ object }) => /\/istio-sidecar-injector(-\S+)?$/.test(object),
      at(/^data\.values\.pilot\.env$/, /^data\.values\.pilot\.env\.\w+$/),
    ),
  },
  {
    title: "Names of a gateway's account and role",
    text: "The account carries the name of the gateway, and so does the role by which it reads certificates.",
    explains: both(isGateway, (difference) =>
      difference.path === ""
        ? /^(ServiceAccount|Role|RoleBinding) /.test(difference.object)
        : new RegExp(`${POD}\\.serviceAccountName$`).test(difference.path),
    ),
  },
  {
    title: "A network is not part of a selector",
    text: "istioctl's gateway is selected by all its labels, the network among them; the chart `gateway` keeps the network to the pods and the Service, where istiod reads it. A selector of a Deployment cannot be changed: see *Changing the renderer*.",
    explains: both(isGateway, at(/topology\.istio\.io\/network$/)),
  },
  {
    title: "Labels of a gateway",
    text: "Each chart has its own. The injector adds the canonical name and the revision to pods by itself.",
    explains: both(isGateway, at(/^(spec\.template\.)?metadata\.labels\./)),
  },
  {
    title: "Low ports",
    text: "istioctl's gateways run as user 1337 and listen above 1024; the chart's may listen on ports below 1024 by a setting of the pod's network, and run as the user of the image.",
    explains: both(
      isGateway,
      at(
        new RegExp(`${POD}\\.securityContext\\.`),
        new RegExp(`${PROXY}\\.securityContext\\.runAsNonRoot$`),
        new RegExp(`${PROXY}\\.env\\[ISTIO_META_UNPRIVILEGED_POD\\]$`),
        /^spec\.ports\[https?2?\]\.targetPort$/,
      ),
    ),
  },
  {
    title: "Ports that a container names",
    text: "The chart names only that of the metrics. To Kubernetes the list is documentation.",
    explains: both(isGateway, at(new RegExp(`${PROXY}\\.ports\\[`))),
  },
  {
    title: "Certificates in files",
    text: "istioctl's gateways mount two Secrets, where they exist, in which certificates were kept before there was `credentialName`.",
    explains: both(isGateway, at(/\.(volumes|volumeMounts)\[ingressgateway-(ca-)?certs\]$/)),
  },
  {
    title: "Rollout",
    text: "The chart leaves the strategy of the Deployment to Kubernetes, whose default differs in how many pods come first (25 %, not 100 %), and writes down Kubernetes' default of 30 seconds to end.",
    explains: both(
      isGateway,
      at(/^spec\.strategy$/, new RegExp(`${POD}\\.terminationGracePeriodSeconds$`)),
    ),
  },
  {
    title: "The ingress gateway is completed by the injector",
    text: "istioctl's has its whole configuration in the Deployment. The chart's is `image: auto`, as the east-west gateway is with both, and waits for the injector of its cluster.",
    explains: both(
      isIngress,
      at(
        new RegExp(`${PROXY}\\.(image|args|env|readinessProbe|volumeMounts)\\b`),
        new RegExp(`${POD}\\.volumes\\b`),
        /^spec\.template\.metadata\.annotations\./,
      ),
    ),
  },
];
