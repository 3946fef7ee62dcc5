/**
 * The types of pods and of everything inside them, in the notation of builtin.ts. Kubernetes 1.35; volume sources of single
 * storage vendors are left out.
 */
export const POD_TYPES = `
Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AppArmorProfile localhostProfile:str type:str+
CSIVolumeSource driver:str+ fsType:str nodePublishSecretRef:LocalObjectReference readOnly:bool
  volumeAttributes:{str}
Capabilities add:[str] drop:[str]
ClusterTrustBundleProjection labelSelector:LabelSelector name:str optional:bool path:str+
  signerName:str
ConfigMapEnvSource name:str? optional:bool
ConfigMapKeySelector! key:str+ name:str? optional:bool
ConfigMapProjection items:[KeyToPath] name:str? optional:bool
ConfigMapVolumeSource defaultMode:int items:[KeyToPath] name:str? optional:bool
Container args:[str] command:[str] env:[EnvVar]=name envFrom:[EnvFromSource] image:str?
  imagePullPolicy:str? lifecycle:Lifecycle livenessProbe:Probe name:str+
  ports:[ContainerPort]=containerPort,protocol readinessProbe:Probe
  resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements+ restartPolicy:str
  restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext startupProbe:Probe
  stdin:bool? stdinOnce:bool? terminationMessagePath:str? terminationMessagePolicy:str? tty:bool?
  volumeDevices:[VolumeDevice]=devicePath volumeMounts:[VolumeMount]=mountPath workingDir:str?
ContainerExtendedResourceRequest containerName:str+ requestName:str+ resourceName:str+
ContainerPort containerPort:int+ hostIP:str? hostPort:int? name:str? protocol:str?
ContainerResizePolicy resourceName:str+ restartPolicy:str+
ContainerResourceClaim name:str+ request:str?
ContainerRestartRule action:str? exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes operator:str? values:[int]#
ContainerState running:ContainerStateRunning terminated:ContainerStateTerminated
  waiting:ContainerStateWaiting
ContainerStateRunning startedAt:time
ContainerStateTerminated containerID:str? exitCode:int+ finishedAt:time message:str? reason:str?
  signal:int? startedAt:time
ContainerStateWaiting message:str? reason:str?
ContainerStatus allocatedResources:{qty} allocatedResourcesStatus:[ResourceStatus]=name
  containerID:str? image:str+ imageID:str+ lastState:ContainerState+ name:str+ ready:bool+
  resources:ResourceRequirements restartCount:int+ started:bool state:ContainerState+
  stopSignal:str user:ContainerUser volumeMounts:[VolumeMountStatus]=mountPath
ContainerUser linux:LinuxContainerUser
DownwardAPIProjection items:[DownwardAPIVolumeFile]
DownwardAPIVolumeFile fieldRef:ObjectFieldSelector mode:int path:str+
  resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource defaultMode:int items:[DownwardAPIVolumeFile]
EmptyDirVolumeSource medium:str? sizeLimit:qty
EnvFromSource configMapRef:ConfigMapEnvSource prefix:str? secretRef:SecretEnvSource
EnvVar name:str+ value:str? valueFrom:EnvVarSource
EnvVarSource configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector
  fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralContainer args:[str] command:[str] env:[EnvVar]=name envFrom:[EnvFromSource] image:str?
  imagePullPolicy:str? lifecycle:Lifecycle livenessProbe:Probe name:str+
  ports:[ContainerPort]=containerPort,protocol readinessProbe:Probe
  resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements+ restartPolicy:str
  restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext startupProbe:Probe
  stdin:bool? stdinOnce:bool? targetContainerName:str? terminationMessagePath:str?
  terminationMessagePolicy:str? tty:bool? volumeDevices:[VolumeDevice]=devicePath
  volumeMounts:[VolumeMount]=mountPath workingDir:str?
ExecAction command:[str]
FileKeySelector! key:str+ optional:bool path:str+ volumeName:str+
GRPCAction port:int+ service:str
HTTPGetAction host:str? httpHeaders:[HTTPHeader] path:str? port:intstr scheme:str?
HTTPHeader name:str+ value:str+
HostAlias hostnames:[str] ip:str+
HostIP ip:str+
HostPathVolumeSource path:str+ type:str
ImageVolumeSource pullPolicy:str? reference:str?
KeyToPath key:str+ mode:int path:str+
Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:str
LifecycleHandler exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
LinuxContainerUser gid:int+ supplementalGroups:[int] uid:int+
LocalObjectReference! name:str?
NFSVolumeSource path:str+ readOnly:bool? server:str+
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeSelector! nodeSelectorTerms:[NodeSelectorTerm]+
NodeSelectorRequirement key:str+ operator:str+ values:[str]
NodeSelectorTerm! matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]
ObjectFieldSelector! apiVersion:str? fieldPath:str+
PersistentVolumeClaimVolumeSource claimName:str+ readOnly:bool?
Pod metadata:ObjectMeta spec:PodSpec+ status:PodStatus+
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
PodAffinityTerm labelSelector:LabelSelector matchLabelKeys:[str] mismatchLabelKeys:[str]
  namespaceSelector:LabelSelector namespaces:[str] topologyKey:str+
PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
PodCertificateProjection certificateChainPath:str? credentialBundlePath:str? keyPath:str?
  keyType:str? maxExpirationSeconds:int signerName:str? userAnnotations:{str}
PodCondition lastProbeTime:time lastTransitionTime:time message:str? observedGeneration:int?
  reason:str? status:str+ type:str+
PodDNSConfig nameservers:[str] options:[PodDNSConfigOption] searches:[str]
PodDNSConfigOption name:str? value:str
PodExtendedResourceClaimStatus requestMappings:[ContainerExtendedResourceRequest]+
  resourceClaimName:str+
PodIP ip:str+
PodOS name:str+
PodReadinessGate conditionType:str+
PodResourceClaim name:str+ resourceClaimName:str resourceClaimTemplateName:str
PodResourceClaimStatus name:str+ resourceClaimName:str
PodSchedulingGate name:str+
PodSecurityContext appArmorProfile:AppArmorProfile fsGroup:int fsGroupChangePolicy:str
  runAsGroup:int runAsNonRoot:bool runAsUser:int seLinuxChangePolicy:str
  seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[int]
  supplementalGroupsPolicy:str sysctls:[Sysctl] windowsOptions:WindowsSecurityContextOptions
PodSpec activeDeadlineSeconds:int affinity:Affinity automountServiceAccountToken:bool
  containers:[Container]=name+ dnsConfig:PodDNSConfig dnsPolicy:str? enableServiceLinks:bool
  ephemeralContainers:[EphemeralContainer]=name hostAliases:[HostAlias]=ip hostIPC:bool?
  hostNetwork:bool? hostPID:bool? hostUsers:bool hostname:str? hostnameOverride:str
  imagePullSecrets:[LocalObjectReference]=name initContainers:[Container]=name nodeName:str?
  nodeSelector:{str}! os:PodOS overhead:{qty} preemptionPolicy:str priority:int
  priorityClassName:str? readinessGates:[PodReadinessGate] resourceClaims:[PodResourceClaim]=name
  resources:ResourceRequirements restartPolicy:str? runtimeClassName:str schedulerName:str?
  schedulingGates:[PodSchedulingGate]=name securityContext:PodSecurityContext serviceAccount:str?
  serviceAccountName:str? setHostnameAsFQDN:bool shareProcessNamespace:bool subdomain:str?
  terminationGracePeriodSeconds:int tolerations:[Toleration]
  topologySpreadConstraints:[TopologySpreadConstraint]=topologyKey,whenUnsatisfiable
  volumes:[Volume]=name workloadRef:WorkloadReference
PodStatus allocatedResources:{qty} conditions:[PodCondition]=type
  containerStatuses:[ContainerStatus] ephemeralContainerStatuses:[ContainerStatus]
  extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP:str? hostIPs:[HostIP]
  initContainerStatuses:[ContainerStatus] message:str? nominatedNodeName:str?
  observedGeneration:int? phase:str? podIP:str? podIPs:[PodIP]=ip qosClass:str? reason:str?
  resize:str? resourceClaimStatuses:[PodResourceClaimStatus]=name resources:ResourceRequirements
  startTime:time
PodTemplateSpec metadata:ObjectMeta spec:PodSpec+
PreferredSchedulingTerm preference:NodeSelectorTerm+ weight:int+
Probe exec:ExecAction failureThreshold:int? grpc:GRPCAction httpGet:HTTPGetAction
  initialDelaySeconds:int? periodSeconds:int? successThreshold:int? tcpSocket:TCPSocketAction
  terminationGracePeriodSeconds:int timeoutSeconds:int?
ProjectedVolumeSource defaultMode:int sources:[VolumeProjection]+
ResourceFieldSelector! containerName:str? divisor:qty resource:str+
ResourceHealth health:str? resourceID:str+
ResourceRequirements claims:[ContainerResourceClaim]=name limits:{qty} requests:{qty}
ResourceStatus name:str+ resources:[ResourceHealth]=resourceID
SELinuxOptions level:str? role:str? type:str? user:str?
SeccompProfile localhostProfile:str type:str+
SecretEnvSource name:str? optional:bool
SecretKeySelector! key:str+ name:str? optional:bool
SecretProjection items:[KeyToPath] name:str? optional:bool
SecretVolumeSource defaultMode:int items:[KeyToPath] optional:bool secretName:str?
SecurityContext allowPrivilegeEscalation:bool appArmorProfile:AppArmorProfile
  capabilities:Capabilities privileged:bool procMount:str readOnlyRootFilesystem:bool
  runAsGroup:int runAsNonRoot:bool runAsUser:int seLinuxOptions:SELinuxOptions
  seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
ServiceAccountTokenProjection audience:str? expirationSeconds:int path:str+
SleepAction seconds:int+
Sysctl name:str+ value:str+
TCPSocketAction host:str? port:intstr
Toleration effect:str? key:str? operator:str? tolerationSeconds:int value:str?
TopologySpreadConstraint labelSelector:LabelSelector matchLabelKeys:[str] maxSkew:int+
  minDomains:int nodeAffinityPolicy:str nodeTaintsPolicy:str topologyKey:str+
  whenUnsatisfiable:str+
Volume configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource
  emptyDir:EmptyDirVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource name:str+
  nfs:NFSVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource
  projected:ProjectedVolumeSource secret:SecretVolumeSource
VolumeDevice devicePath:str+ name:str+
VolumeMount mountPath:str+ mountPropagation:str name:str+ readOnly:bool? recursiveReadOnly:str
  subPath:str? subPathExpr:str?
VolumeMountStatus mountPath:str+ name:str+ readOnly:bool? recursiveReadOnly:str
VolumeProjection clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection
  downwardAPI:DownwardAPIProjection podCertificate:PodCertificateProjection
  secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
WeightedPodAffinityTerm podAffinityTerm:PodAffinityTerm+ weight:int+
WindowsSecurityContextOptions gmsaCredentialSpec:str gmsaCredentialSpecName:str hostProcess:bool
  runAsUserName:str
WorkloadReference name:str+ podGroup:str+ podGroupReplicaKey:str?
`;
