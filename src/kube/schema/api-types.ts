/** Every other type of the served kinds, in the notation of builtin.ts. Kubernetes 1.35. */
export const API_TYPES = `
AggregationRule clusterRoleSelectors:[LabelSelector]
AttachedVolume devicePath:str+ name:str+
BoundObjectReference apiVersion:str? kind:str? name:str? uid:str?
ClientIPConfig timeoutSeconds:int
ClusterRole aggregationRule:AggregationRule metadata:ObjectMeta rules:[PolicyRule]+
ClusterRoleBinding metadata:ObjectMeta roleRef:RoleRef+ subjects:[Subject]
Condition lastTransitionTime:time+ message:str+ observedGeneration:int? reason:str+ status:str+
  type:str+
ConfigMap binaryData:{str} data:{str} immutable:bool metadata:ObjectMeta
ConfigMapNodeConfigSource kubeletConfigKey:str+ name:str+ namespace:str+ resourceVersion:str?
  uid:str?
ContainerImage names:[str]+ sizeBytes:int?
ContainerResourceMetricSource container:str+ name:str+ target:MetricTarget+
ContainerResourceMetricStatus container:str+ current:MetricValueStatus+ name:str+
CoreEndpointPort! appProtocol:str name:str? port:int+ protocol:str?
CrdServiceReference name:str+ namespace:str+ path:str port:int
CrdWebhookClientConfig caBundle:str? service:CrdServiceReference url:str
CrossVersionObjectReference apiVersion:str? kind:str+ name:str+
CustomResourceColumnDefinition description:str? format:str? jsonPath:str+ name:str+ priority:int?
  type:str+
CustomResourceConversion strategy:str+ webhook:WebhookConversion
CustomResourceDefinition metadata:ObjectMeta spec:CustomResourceDefinitionSpec+
  status:CustomResourceDefinitionStatus+
CustomResourceDefinitionCondition lastTransitionTime:time message:str? observedGeneration:int?
  reason:str? status:str+ type:str+
CustomResourceDefinitionNames categories:[str] kind:str+ listKind:str? plural:str+
  shortNames:[str] singular:str?
CustomResourceDefinitionSpec conversion:CustomResourceConversion group:str+
  names:CustomResourceDefinitionNames+ preserveUnknownFields:bool? scope:str+
  versions:[CustomResourceDefinitionVersion]+
CustomResourceDefinitionStatus acceptedNames:CustomResourceDefinitionNames+
  conditions:[CustomResourceDefinitionCondition]=type+ observedGeneration:int?
  storedVersions:[str]+
CustomResourceDefinitionVersion additionalPrinterColumns:[CustomResourceColumnDefinition]
  deprecated:bool? deprecationWarning:str name:str+ schema:CustomResourceValidation
  selectableFields:[SelectableField] served:bool+ storage:bool+
  subresources:CustomResourceSubresources
CustomResourceSubresourceScale labelSelectorPath:str specReplicasPath:str+ statusReplicasPath:str+
CustomResourceSubresources scale:CustomResourceSubresourceScale status:any
CustomResourceValidation openAPIV3Schema:JSONSchemaProps
DaemonEndpoint Port:int+
DaemonSet metadata:ObjectMeta spec:DaemonSetSpec+ status:DaemonSetStatus+
DaemonSetCondition lastTransitionTime:time message:str? reason:str? status:str+ type:str+
DaemonSetSpec minReadySeconds:int? revisionHistoryLimit:int selector:LabelSelector
  template:PodTemplateSpec+ updateStrategy:DaemonSetUpdateStrategy+
DaemonSetStatus collisionCount:int conditions:[DaemonSetCondition]=type
  currentNumberScheduled:int+ desiredNumberScheduled:int+ numberAvailable:int?
  numberMisscheduled:int+ numberReady:int+ numberUnavailable:int? observedGeneration:int?
  updatedNumberScheduled:int?
DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet type:str?
Deployment metadata:ObjectMeta spec:DeploymentSpec+ status:DeploymentStatus+
DeploymentCondition lastTransitionTime:time lastUpdateTime:time message:str? reason:str?
  status:str+ type:str+
DeploymentSpec minReadySeconds:int? paused:bool? progressDeadlineSeconds:int replicas:int
  revisionHistoryLimit:int selector:LabelSelector strategy:DeploymentStrategy+
  template:PodTemplateSpec+
DeploymentStatus availableReplicas:int? collisionCount:int conditions:[DeploymentCondition]=type
  observedGeneration:int? readyReplicas:int? replicas:int? terminatingReplicas:int
  unavailableReplicas:int? updatedReplicas:int?
DeploymentStrategy rollingUpdate:RollingUpdateDeployment type:str?
Endpoint addresses:[str]#+ conditions:EndpointConditions+ deprecatedTopology:{str}
  hints:EndpointHints hostname:str nodeName:str targetRef:ObjectReference zone:str
EndpointAddress! hostname:str? ip:str+ nodeName:str targetRef:ObjectReference
EndpointConditions ready:bool serving:bool terminating:bool
EndpointHints forNodes:[ForNode] forZones:[ForZone]
EndpointPort! appProtocol:str name:str port:int protocol:str
EndpointSlice addressType:str+ endpoints:[Endpoint]+ metadata:ObjectMeta ports:[EndpointPort]+
EndpointSubset addresses:[EndpointAddress] notReadyAddresses:[EndpointAddress]
  ports:[CoreEndpointPort]
Endpoints metadata:ObjectMeta subsets:[EndpointSubset]
Event action:str? count:int? eventTime:utime firstTimestamp:time involvedObject:ObjectReference+
  lastTimestamp:time message:str? metadata:ObjectMeta reason:str? related:ObjectReference
  reportingComponent:str+ reportingInstance:str+ series:EventSeries source:EventSource+ type:str?
EventSeries count:int? lastObservedTime:utime
EventSource component:str? host:str?
ExternalDocumentation description:str? url:str?
ExternalMetricSource metric:MetricIdentifier+ target:MetricTarget+
ExternalMetricStatus current:MetricValueStatus+ metric:MetricIdentifier+
FieldSelectorAttributes rawSelector:str? requirements:[FieldSelectorRequirement]
FieldSelectorRequirement key:str+ operator:str+ values:[str]
ForNode name:str+
ForZone name:str+
HPAScalingPolicy periodSeconds:int+ type:str+ value:int+
HPAScalingRules policies:[HPAScalingPolicy] selectPolicy:str stabilizationWindowSeconds:int
  tolerance:qty
HorizontalPodAutoscaler metadata:ObjectMeta spec:HorizontalPodAutoscalerSpec+
  status:HorizontalPodAutoscalerStatus+
HorizontalPodAutoscalerBehavior scaleDown:HPAScalingRules scaleUp:HPAScalingRules
HorizontalPodAutoscalerCondition lastTransitionTime:time message:str? reason:str? status:str+
  type:str+
HorizontalPodAutoscalerSpec behavior:HorizontalPodAutoscalerBehavior maxReplicas:int+
  metrics:[MetricSpec] minReplicas:int scaleTargetRef:CrossVersionObjectReference+
HorizontalPodAutoscalerStatus conditions:[HorizontalPodAutoscalerCondition]=type
  currentMetrics:[MetricStatus]+ currentReplicas:int? desiredReplicas:int+ lastScaleTime:time
  observedGeneration:int
IPBlock cidr:str+ except:[str]
JSONSchemaProps $ref:str $schema:str? additionalItems:any additionalProperties:any
  allOf:[JSONSchemaProps] anyOf:[JSONSchemaProps] default:any definitions:{JSONSchemaProps}
  dependencies:{any} description:str? enum:[any] example:any exclusiveMaximum:bool?
  exclusiveMinimum:bool? externalDocs:ExternalDocumentation format:str? id:str? items:any
  maxItems:int maxLength:int maxProperties:int maximum:num minItems:int minLength:int
  minProperties:int minimum:num multipleOf:num not:JSONSchemaProps nullable:bool?
  oneOf:[JSONSchemaProps] pattern:str? patternProperties:{JSONSchemaProps}
  properties:{JSONSchemaProps} required:[str] title:str? type:str? uniqueItems:bool?
  x-kubernetes-embedded-resource:bool? x-kubernetes-int-or-string:bool?
  x-kubernetes-list-map-keys:[str] x-kubernetes-list-type:str x-kubernetes-map-type:str
  x-kubernetes-preserve-unknown-fields:bool x-kubernetes-validations:[ValidationRule]=rule
LabelSelector! matchExpressions:[LabelSelectorRequirement] matchLabels:{str}
LabelSelectorAttributes rawSelector:str? requirements:[LabelSelectorRequirement]
LabelSelectorRequirement key:str+ operator:str+ values:[str]
Lease metadata:ObjectMeta spec:LeaseSpec+
LeaseSpec acquireTime:utime holderIdentity:str leaseDurationSeconds:int leaseTransitions:int
  preferredHolder:str renewTime:utime strategy:str
LoadBalancerIngress hostname:str? ip:str? ipMode:str ports:[PortStatus]
LoadBalancerStatus ingress:[LoadBalancerIngress]
ManagedFieldsEntry apiVersion:str? fieldsType:str? fieldsV1:any manager:str? operation:str?
  subresource:str? time:time
MatchCondition expression:str+ name:str+
MetricIdentifier name:str+ selector:LabelSelector
MetricSpec containerResource:ContainerResourceMetricSource external:ExternalMetricSource
  object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource type:str+
MetricStatus containerResource:ContainerResourceMetricStatus external:ExternalMetricStatus
  object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus type:str+
MetricTarget averageUtilization:int averageValue:qty type:str+ value:qty
MetricValueStatus averageUtilization:int averageValue:qty value:qty
MutatingWebhook admissionReviewVersions:[str]+ clientConfig:WebhookClientConfig+ failurePolicy:str
  matchConditions:[MatchCondition]=name matchPolicy:str name:str+ namespaceSelector:LabelSelector
  objectSelector:LabelSelector reinvocationPolicy:str rules:[RuleWithOperations] sideEffects:str
  timeoutSeconds:int
MutatingWebhookConfiguration metadata:ObjectMeta webhooks:[MutatingWebhook]=name
Namespace metadata:ObjectMeta spec:NamespaceSpec+ status:NamespaceStatus+
NamespaceCondition lastTransitionTime:time message:str? reason:str? status:str+ type:str+
NamespaceSpec finalizers:[str]
NamespaceStatus conditions:[NamespaceCondition]=type phase:str?
NetworkPolicy metadata:ObjectMeta spec:NetworkPolicySpec+
NetworkPolicyEgressRule ports:[NetworkPolicyPort] to:[NetworkPolicyPeer]
NetworkPolicyIngressRule from:[NetworkPolicyPeer] ports:[NetworkPolicyPort]
NetworkPolicyPeer ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector
NetworkPolicyPort endPort:int port:intstr protocol:str
NetworkPolicySpec egress:[NetworkPolicyEgressRule] ingress:[NetworkPolicyIngressRule]
  podSelector:LabelSelector+ policyTypes:[str]
Node metadata:ObjectMeta spec:NodeSpec+ status:NodeStatus+
NodeAddress address:str+ type:str+
NodeCondition lastHeartbeatTime:time lastTransitionTime:time message:str? reason:str? status:str+
  type:str+
NodeConfigSource configMap:ConfigMapNodeConfigSource
NodeConfigStatus active:NodeConfigSource assigned:NodeConfigSource error:str?
  lastKnownGood:NodeConfigSource
NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint+
NodeFeatures supplementalGroupsPolicy:bool
NodeRuntimeHandler features:NodeRuntimeHandlerFeatures name:str+
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:bool userNamespaces:bool
NodeSpec configSource:NodeConfigSource externalID:str? podCIDR:str? podCIDRs:[str]#
  providerID:str? taints:[Taint] unschedulable:bool?
NodeStatus addresses:[NodeAddress]=type allocatable:{qty} capacity:{qty}
  conditions:[NodeCondition]=type config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints+
  declaredFeatures:[str] features:NodeFeatures images:[ContainerImage] nodeInfo:NodeSystemInfo+
  phase:str? runtimeHandlers:[NodeRuntimeHandler] volumesAttached:[AttachedVolume]
  volumesInUse:[str]
NodeSwapStatus capacity:int
NodeSystemInfo architecture:str+ bootID:str+ containerRuntimeVersion:str+ kernelVersion:str+
  kubeProxyVersion:str+ kubeletVersion:str+ machineID:str+ operatingSystem:str+ osImage:str+
  swap:NodeSwapStatus systemUUID:str+
NonResourceAttributes path:str? verb:str?
NonResourceRule nonResourceURLs:[str] verbs:[str]+
ObjectMeta annotations:{str} creationTimestamp:time deletionGracePeriodSeconds:int
  deletionTimestamp:time finalizers:[str]# generateName:str? generation:int? labels:{str}
  managedFields:[ManagedFieldsEntry] name:str? namespace:str? ownerReferences:[OwnerReference]=uid
  resourceVersion:str? selfLink:str? uid:str?
ObjectMetricSource describedObject:CrossVersionObjectReference+ metric:MetricIdentifier+
  target:MetricTarget+
ObjectMetricStatus current:MetricValueStatus+ describedObject:CrossVersionObjectReference+
  metric:MetricIdentifier+
ObjectReference! apiVersion:str? fieldPath:str? kind:str? name:str? namespace:str?
  resourceVersion:str? uid:str?
OwnerReference! apiVersion:str+ blockOwnerDeletion:bool controller:bool kind:str+ name:str+
  uid:str+
PodDisruptionBudget metadata:ObjectMeta spec:PodDisruptionBudgetSpec+
  status:PodDisruptionBudgetStatus+
PodDisruptionBudgetSpec maxUnavailable:intstr minAvailable:intstr selector:LabelSelector
  unhealthyPodEvictionPolicy:str
PodDisruptionBudgetStatus conditions:[Condition]=type currentHealthy:int+ desiredHealthy:int+
  disruptedPods:{time} disruptionsAllowed:int+ expectedPods:int+ observedGeneration:int?
PodsMetricSource metric:MetricIdentifier+ target:MetricTarget+
PodsMetricStatus current:MetricValueStatus+ metric:MetricIdentifier+
PolicyRule apiGroups:[str] nonResourceURLs:[str] resourceNames:[str] resources:[str] verbs:[str]+
PortStatus error:str port:int+ protocol:str+
ReplicaSet metadata:ObjectMeta spec:ReplicaSetSpec+ status:ReplicaSetStatus+
ReplicaSetCondition lastTransitionTime:time message:str? reason:str? status:str+ type:str+
ReplicaSetSpec minReadySeconds:int? replicas:int selector:LabelSelector template:PodTemplateSpec+
ReplicaSetStatus availableReplicas:int? conditions:[ReplicaSetCondition]=type
  fullyLabeledReplicas:int? observedGeneration:int? readyReplicas:int? replicas:int+
  terminatingReplicas:int
ResourceAttributes fieldSelector:FieldSelectorAttributes group:str?
  labelSelector:LabelSelectorAttributes name:str? namespace:str? resource:str? subresource:str?
  verb:str? version:str?
ResourceMetricSource name:str+ target:MetricTarget+
ResourceMetricStatus current:MetricValueStatus+ name:str+
ResourceQuota metadata:ObjectMeta spec:ResourceQuotaSpec+ status:ResourceQuotaStatus+
ResourceQuotaSpec hard:{qty} scopeSelector:ScopeSelector scopes:[str]
ResourceQuotaStatus hard:{qty} used:{qty}
ResourceRule apiGroups:[str] resourceNames:[str] resources:[str] verbs:[str]+
Role metadata:ObjectMeta rules:[PolicyRule]+
RoleBinding metadata:ObjectMeta roleRef:RoleRef+ subjects:[Subject]
RoleRef! apiGroup:str+ kind:str+ name:str+
RollingUpdateDaemonSet maxSurge:intstr maxUnavailable:intstr
RollingUpdateDeployment maxSurge:intstr maxUnavailable:intstr
RuleWithOperations apiGroups:[str] apiVersions:[str] operations:[str] resources:[str] scope:str
ScopeSelector! matchExpressions:[ScopedResourceSelectorRequirement]
ScopedResourceSelectorRequirement operator:str+ scopeName:str+ values:[str]
Secret data:{str} immutable:bool metadata:ObjectMeta stringData:{str} type:str?
SelectableField jsonPath:str+
SelfSubjectAccessReview metadata:ObjectMeta spec:SelfSubjectAccessReviewSpec+
  status:SubjectAccessReviewStatus+
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes
  resourceAttributes:ResourceAttributes
SelfSubjectRulesReview metadata:ObjectMeta spec:SelfSubjectRulesReviewSpec+
  status:SubjectRulesReviewStatus+
SelfSubjectRulesReviewSpec namespace:str?
Service metadata:ObjectMeta spec:ServiceSpec+ status:ServiceStatus+
ServiceAccount automountServiceAccountToken:bool imagePullSecrets:[LocalObjectReference]
  metadata:ObjectMeta secrets:[ObjectReference]=name
ServicePort appProtocol:str name:str? nodePort:int? port:int+ protocol:str? targetPort:intstr
ServiceReference name:str+ namespace:str+ path:str port:int
ServiceSpec allocateLoadBalancerNodePorts:bool clusterIP:str? clusterIPs:[str] externalIPs:[str]
  externalName:str? externalTrafficPolicy:str? healthCheckNodePort:int? internalTrafficPolicy:str
  ipFamilies:[str] ipFamilyPolicy:str loadBalancerClass:str loadBalancerIP:str?
  loadBalancerSourceRanges:[str] ports:[ServicePort]=port,protocol publishNotReadyAddresses:bool?
  selector:{str}! sessionAffinity:str? sessionAffinityConfig:SessionAffinityConfig
  trafficDistribution:str type:str?
ServiceStatus conditions:[Condition]=type loadBalancer:LoadBalancerStatus+
SessionAffinityConfig clientIP:ClientIPConfig
Subject! apiGroup:str? kind:str+ name:str+ namespace:str?
SubjectAccessReviewStatus allowed:bool+ denied:bool? evaluationError:str? reason:str?
SubjectRulesReviewStatus evaluationError:str? incomplete:bool+ nonResourceRules:[NonResourceRule]+
  resourceRules:[ResourceRule]+
Taint effect:str+ key:str+ timeAdded:time value:str?
TokenRequest metadata:ObjectMeta spec:TokenRequestSpec+ status:TokenRequestStatus+
TokenRequestSpec audiences:[str]+ boundObjectRef:BoundObjectReference expirationSeconds:int
TokenRequestStatus expirationTimestamp:time+ token:str+
ValidatingWebhook admissionReviewVersions:[str]+ clientConfig:WebhookClientConfig+
  failurePolicy:str matchConditions:[MatchCondition]=name matchPolicy:str name:str+
  namespaceSelector:LabelSelector objectSelector:LabelSelector rules:[RuleWithOperations]
  sideEffects:str timeoutSeconds:int
ValidatingWebhookConfiguration metadata:ObjectMeta webhooks:[ValidatingWebhook]=name
ValidationRule fieldPath:str? message:str? messageExpression:str? optionalOldSelf:bool reason:str
  rule:str+
WebhookClientConfig caBundle:str? service:ServiceReference url:str
WebhookConversion clientConfig:CrdWebhookClientConfig conversionReviewVersions:[str]+
`;
