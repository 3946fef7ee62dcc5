/**
 * What the texts of a plain Istio 1.31 say to istiod, by their key: those of many lines by a hash. Written by
 * `node rig/run.mjs test test/cluster/plain-texts.test.ts -u`.
 */
export const PLAIN_TEXTS: readonly string[] = [
  "AMBIENT_DNS_CAPTURE |  | true",
  "AMBIENT_ENABLED |  | true",
  'AMBIENT_ENABLEMENT_SELECTOR | 0.podSelector.matchLabels.istio.io/dataplane-mode | "ambient"',
  'AMBIENT_ENABLEMENT_SELECTOR | 1.namespaceSelector.matchLabels.istio.io/dataplane-mode | "ambient"',
  'AMBIENT_ENABLEMENT_SELECTOR | 1.podSelector.matchExpressions.0.key | "istio.io/dataplane-mode"',
  'AMBIENT_ENABLEMENT_SELECTOR | 1.podSelector.matchExpressions.0.operator | "NotIn"',
  'AMBIENT_ENABLEMENT_SELECTOR | 1.podSelector.matchExpressions.0.values | ["none"]',
  "AMBIENT_IPV6 |  | true",
  "AMBIENT_RECONCILE_POD_RULES_ON_STARTUP |  | true",
  "CHAINED_CNI_PLUGIN |  | true",
  'CURRENT_AGENT_VERSION |  | "{version}"',
  "ENABLE_AMBIENT_DETECTION_RETRY |  | false",
  'EXCLUDE_NAMESPACES |  | "kube-system"',
  "ISTIO_OWNED_CNI_CONFIG |  | false",
  "NATIVE_NFTABLES |  | false",
  'REPAIR_BROKEN_POD_LABEL_KEY |  | "cni.istio.io/uninitialized"',
  "REPAIR_BROKEN_POD_LABEL_VALUE |  | true",
  "REPAIR_DELETE_PODS |  | false",
  "REPAIR_ENABLED |  | true",
  'REPAIR_INIT_CONTAINER_NAME |  | "istio-validation"',
  "REPAIR_LABEL_PODS |  | false",
  "REPAIR_REPAIR_PODS |  | true",
  "config | alwaysInjectSelector | []",
  'config | defaultTemplates | ["sidecar"]',
  "config | injectedAnnotations | null",
  "config | neverInjectSelector | []",
  'config | policy | "enabled"',
  'config | template | "{{ Template_Version_And_Istio_Version_Mismatched_Check_Installation }}"',
  "config | templates.agentgateway | sha256:e0dd7363ae87c1852114c7aa4276291d7e37cf7148ece888bc15dbe71a948eab",
  "config | templates.agentgateway-waypoint | sha256:de3cc67c1461b7b024299b2c61c95827e918236c1db7f001187d8dca5b78903c",
  "config | templates.gateway | sha256:dcc6b19af7b962dce05cfc910cbaf34f3f3a38b40af7a6af585e6e6d9256f29f",
  "config | templates.grpc-agent | sha256:0a43663cdf812ff0dabe8850f40007f00b8e96ecaab1c4c73957458d183739cb",
  "config | templates.grpc-simple | sha256:b703e8f00022e38e4de2d5d8403b5b43ae494475d4fe18fe7966d15d1078e8e1",
  "config | templates.kube-gateway | sha256:7b29b7ffeb443efbee61a76cd60b91c29b6a7f5c002c8bb41c17502c332ba08c",
  'config | templates.sidecar | ""',
  "config | templates.sidecar | sha256:5db8626a887eb9f67194162e0874ba63fc068fb5c51e8fa9266e8600a454ff29",
  "config | templates.waypoint | sha256:aac145fa948e1bf1a4820d40eadeb6ad65b19fb90f0bdc0596e1e91ad6ef90e9",
  'mesh | defaultConfig.discoveryAddress | "istiod-remote.{namespace}.svc:15012"',
  'mesh | defaultConfig.discoveryAddress | "istiod-{revision}.{namespace}.svc:15012"',
  'mesh | defaultConfig.discoveryAddress | "istiod.{namespace}.svc:15012"',
  'mesh | defaultConfig.discoveryAddress | "{host}:15012"',
  'mesh | defaultConfig.image.imageType | "distroless"',
  'mesh | defaultConfig.meshId | "{mesh}"',
  'mesh | defaultConfig.proxyMetadata.ISTIO_META_ENABLE_HBONE | "true"',
  'mesh | defaultProviders.metrics | ["prometheus"]',
  "mesh | enablePrometheusMerge | true",
  'mesh | rootNamespace | "{namespace}"',
  'mesh | serviceScopeConfigs.0.scope | "GLOBAL"',
  'mesh | serviceScopeConfigs.0.servicesSelector.matchExpressions.0.key | "istio.io/global"',
  'mesh | serviceScopeConfigs.0.servicesSelector.matchExpressions.0.operator | "In"',
  'mesh | serviceScopeConfigs.0.servicesSelector.matchExpressions.0.values | ["true"]',
  'mesh | trustDomain | "cluster.local"',
  "meshNetworks | networks | {}",
  "values | gateways.seccompProfile | {}",
  "values | gateways.securityContext | {}",
  'values | global.caAddress | ""',
  'values | global.caAddress | "istiod-remote.{namespace}.svc:15012"',
  'values | global.caAddress | "{host}:15012"',
  'values | global.caName | ""',
  "values | global.certSigners | []",
  "values | global.configCluster | false",
  "values | global.configValidation | true",
  "values | global.defaultPodDisruptionBudget.enabled | true",
  'values | global.defaultResources.requests.cpu | "10m"',
  "values | global.externalIstiod | false",
  "values | global.externalIstiod | true",
  'values | global.hub | "docker.io/istio"',
  'values | global.imagePullPolicy | ""',
  "values | global.imagePullSecrets | []",
  'values | global.istioNamespace | "{namespace}"',
  "values | global.istiod.enableAnalysis | false",
  "values | global.logAsJson | false",
  'values | global.logging.level | "default:info"',
  'values | global.meshID | "{mesh}"',
  "values | global.meshNetworks | {}",
  "values | global.mountMtlsCerts | false",
  'values | global.multiCluster.clusterName | "{cluster}"',
  "values | global.nativeNftables | false",
  'values | global.network | "{network}"',
  "values | global.networkPolicy.enabled | false",
  "values | global.omitSidecarInjectorConfigMap | false",
  "values | global.operatorManageWebhooks | false",
  'values | global.pilotCertProvider | "istiod"',
  'values | global.platform | "gke"',
  'values | global.platform | "k3d"',
  'values | global.platform | "k3s"',
  'values | global.platform | "microk8s"',
  'values | global.platform | "minikube"',
  'values | global.platform | "openshift"',
  'values | global.priorityClassName | ""',
  'values | global.proxy.autoInject | "enabled"',
  'values | global.proxy.clusterDomain | "cluster.local"',
  'values | global.proxy.componentLogLevel | "misc:error"',
  'values | global.proxy.excludeIPRanges | ""',
  'values | global.proxy.excludeInboundPorts | ""',
  'values | global.proxy.excludeOutboundPorts | ""',
  'values | global.proxy.image | "proxyv2"',
  'values | global.proxy.includeIPRanges | "*"',
  'values | global.proxy.includeInboundPorts | "*"',
  'values | global.proxy.includeOutboundPorts | ""',
  'values | global.proxy.logLevel | "warning"',
  'values | global.proxy.outlierLogPath | ""',
  "values | global.proxy.privileged | false",
  "values | global.proxy.readinessFailureThreshold | 4",
  "values | global.proxy.readinessInitialDelaySeconds | 0",
  "values | global.proxy.readinessPeriodSeconds | 15",
  'values | global.proxy.resources.limits.cpu | "2000m"',
  'values | global.proxy.resources.limits.memory | "1024Mi"',
  'values | global.proxy.resources.requests.cpu | "100m"',
  'values | global.proxy.resources.requests.memory | "128Mi"',
  "values | global.proxy.seccompProfile | {}",
  "values | global.proxy.startupProbe.enabled | true",
  "values | global.proxy.startupProbe.failureThreshold | 600",
  "values | global.proxy.statusPort | 15020",
  'values | global.proxy.tracer | "none"',
  "values | global.proxy_init.forceApplyIptables | false",
  'values | global.proxy_init.image | "proxyv2"',
  'values | global.remotePilotAddress | ""',
  'values | global.remotePilotAddress | "{address}"',
  'values | global.remotePilotAddress | "{host}"',
  'values | global.resourceScope | "all"',
  'values | global.resourceScope | "namespace"',
  'values | global.sds.token.aud | "istio-ca"',
  "values | global.sts.servicePort | 0",
  'values | global.tag | "{version}"',
  'values | global.variant | ""',
  'values | global.variant | "distroless"',
  "values | global.waypoint.affinity | {}",
  "values | global.waypoint.nodeSelector | {}",
  'values | global.waypoint.resources.limits.cpu | "2"',
  'values | global.waypoint.resources.limits.memory | "1Gi"',
  'values | global.waypoint.resources.requests.cpu | "100m"',
  'values | global.waypoint.resources.requests.memory | "128Mi"',
  "values | global.waypoint.tolerations | []",
  "values | global.waypoint.topologySpreadConstraints | []",
  "values | pilot.cni.ambient.enabled | true",
  "values | pilot.cni.ambient.reconcileIptablesOnStartup | false",
  "values | pilot.cni.chained | false",
  'values | pilot.cni.cniBinDir | ""',
  'values | pilot.cni.cniBinDir | "/bin"',
  'values | pilot.cni.cniBinDir | "/var/lib/cni/bin"',
  'values | pilot.cni.cniBinDir | "/var/lib/rancher/k3s/data/cni"',
  'values | pilot.cni.cniBinDir | "/var/snap/microk8s/current/opt/cni/bin"',
  'values | pilot.cni.cniConfDir | "/etc/cni/multus/net.d"',
  'values | pilot.cni.cniConfDir | "/var/lib/rancher/k3s/agent/etc/cni/net.d"',
  'values | pilot.cni.cniConfDir | "/var/snap/microk8s/current/args/cni-network"',
  'values | pilot.cni.cniConfFileName | "istio-cni.conf"',
  'values | pilot.cni.cniNetnsDir | "/var/run/docker/netns"',
  "values | pilot.cni.enabled | false",
  "values | pilot.cni.enabled | true",
  'values | pilot.cni.provider | "default"',
  'values | pilot.cni.provider | "multus"',
  "values | pilot.cni.resourceQuotas.enabled | true",
  "values | pilot.env | {}",
  'values | pilot.env.AMBIENT_ENABLE_MULTI_NETWORK | "true"',
  'values | pilot.env.DISABLE_SHADOW_HOST_SUFFIX | "false"',
  'values | pilot.env.DISABLE_TRACK_REMAINING_CB_METRICS | "false"',
  'values | pilot.env.ENABLE_NATIVE_SIDECARS | "false"',
  'values | pilot.env.ISTIOD_CUSTOM_HOST | "{host}"',
  'values | pilot.env.LOCAL_CLUSTER_SECRET_WATCHER | "true"',
  'values | pilot.env.PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS | "false"',
  'values | pilot.env.PILOT_ENABLE_AMBIENT | "true"',
  'values | pilot.env.PILOT_ENABLE_STRICT_GATEWAY_MERGING | "false"',
  'values | pilot.env.PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE | "false"',
  'values | pilot.env.PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY | "false"',
  'values | pilot.env.SHARED_MESH_CONFIG | "istio"',
  'values | revision | ""',
  'values | revision | "{revision}"',
  "values | sidecarInjectorWebhook.alwaysInjectSelector | []",
  "values | sidecarInjectorWebhook.defaultTemplates | []",
  "values | sidecarInjectorWebhook.enableNamespacesByDefault | false",
  "values | sidecarInjectorWebhook.injectedAnnotations | {}",
  "values | sidecarInjectorWebhook.neverInjectSelector | []",
  'values | sidecarInjectorWebhook.reinvocationPolicy | "Never"',
  "values | sidecarInjectorWebhook.rewriteAppHTTPProbe | true",
  "values | sidecarInjectorWebhook.templates | {}",
];

/** Marks of every line of the texts that have many. */
export const PLAIN_LINES =
  "0066afd1ed2401107d3604b801a83622967a02327556b982027df0c6235202810192ed6d02bc1dbe7e0e02e68751b655037205e6711e" +
  "041419b15b2d0461848ab74b0493d3422e8e052a6bdc283b05c33d57afc805f0a7327d0d0647ed8d55730707a01d17b6074ec2ef2c8a" +
  "0754113a93c608143d7e7b9e082863efbcba088e34fc52eb0ade00185fe50ae0771a79a60c3b279afae20c9ab0d8e5d60cbd021212db" +
  "0cd7a77998670d9b4df29caf0e1560e4334a0e1a2c077ea80e3235ade7780eab943651070f0a82b991a00f22d78b8cf20f2a1471d5f0" +
  "0f2c3fe33f240fb4e51747c11010c9ddbc0b10492b86b9ee1083a6f958af11497a91929d12ae32cb1ec0134790965d3a137eac420c41" +
  "13907ed5daea13b6eea01161151162253d541596a6ceb1e915ac6b87ad7015efabba10b51633df1eb448165db9678ddc1697bab46cc5" +
  "172749a2f01d1762a5f870eb1780434b2cc017f43e693b5918384b28ef1b186a7814a53818e9c0edfcf81953993781511a12e986a0f9" +
  "1a7222bebfa81a8c8e10f27d1aec97f624761b690f488f761ba5375fbf0f1ba97e218b921c394de2d8a21c3a98d8c0691c99be2a3f43" +
  "1cf3ca54770b1d5a2ebe8c381da33097de541daaca7407a11e0c0b31ead71e74f523e6fa1ecf7023961c1ef9079fdcbc1f1d2092df86" +
  "1f6f5a3256a31fff76ebf3042087ddccd78020eee95ee9d420f3405dfab0218827d6ca03219c38d28cf2222b1c116af5222be2cf9d49" +
  "22b5f6a059eb231b58c679b323a7ad413c3023e1ba72eb1523e97ccadcd024361cd917dc2532be3a853f255665ecea4d26354fc2f619" +
  "2692b5472af52757ea2f20aa276b080314c62835427e7229285df1e3c87c28c99880b9212a312c4619fb2a6d7ae07db42ace18e09159" +
  "2b31098cbe432b7e03219d882bac6ce1c0ea2bc68dbf37d92c87f71c9ee22ceb3c783fa72cf3d7bc40a62d3439467ccc2d42e62639d3" +
  "2dcec8e684b12dd6646775432e02c8ec033c2e3ad8b86a802e76755ec0a52eb17f3954a52f14830f696130ac15c317e430c6d7567e40" +
  "30f890f64401310938add38f310af002862e330b3dcd4ca2330c4acd251f33245d2d683a34f185eaf6a1351c2b4a859b3591073a2a84" +
  "36abdb29c2c73720df3587a337cf50966a5237e1465e595838ad092112b338d3946119f43962f5c2c09539cc6671bdc939d94d1a60a5" +
  "39eaa6ffb56a3a81a97b48fa3bcd65cd48c23bf6a3587a983ca5781ed5123d839a4e2a3d3e10c40f88ae3ecc552b4b7f3edc03d06006" +
  "3f4fed533a1f404b5c77761740612b17429441b41544d2fa41d2a4ac0f17425fb5a3eb04426d94c5b54542b9efb49ad342e9eea11af9" +
  "442b3b85901f44a7ae05231f44b859281b0645410d5113944569281cb5b245bef77624f545e5b477da8d471b94d3348f476d435e6f1a" +
  "47d56f18020e47ecb7b5953c484eacb1234548d31e650144497006fb31b0499d1e2a555d4a454d9a17f84a811bd42c0f4abb19ae037e" +
  "4b3c5fdaba234bfbd4ccf0dc4c05aaeb6ce44c316ceefebc4c4fd05441a74c5ccd9e2fda4cc89dffb20c4ce6dbcf8d514d39e7735f2f" +
  "4d6e240952d54e259c5d15174e72530fec3d4e9bb5694b4b4ebdf28b2c1d4fb26096f2044fcfbfbb72ab50583be68d265058dd50e3f6" +
  "514fd59ce0ad515fa5aed5e2517062b55c8d52c9b67fdc16530119b6f8ae5350475aa32c536540b55fc9539488bfd476542afa96e628" +
  "5433aa6835a7553241129cd5554bbc68ca5755630075921555848751f98655a775e26a1355dfb9b82841562d26e0ca4d58248711cd37" +
  "58632a160b3b59758e36f22a59aa0f92b88159bbf7e1252f59c707e383dc59dcf94b9d4059e2162d9fe05a358d7e5fe55ac1a20773be" +
  "5ae384def51a5c413d2147165c4859849c405c48df62fcbb5c850b5dad7f5c95fc9606585cc3243e5b455d39329df6725d747ae290a7" +
  "5e2728c7ff665e3b38ff16af5ee05bb37d8d60db3b35095460e317ef1482622756c22a8762276ead39af623ea428280963094e856631" +
  "632273d26892634333e951856349f66ff636638869337be363e44a665fbd64362fd7091b646552d0d4ed653c8af54b80658c72ff6be5" +
  "65f1f8c0d88665f61b2bb6c4660b1bbaeef566d2648908e367acd28f12d967c83599ac07687ba9c74c0f688211b674ea689fac111ba8" +
  "69235cd8f03069457875295569b064a5b8c46ab2be8c40ed6b62948829a36b6867b1058e6bbb52854d816bed38d33bcd6ce31e77d90e" +
  "6cf147db235f6cf62525a7466cfd779b4d966d00e32734f06d571f0fa4696d663e819caa6ddf4dd6c2106dfa296c5fa96e04ac25d87d" +
  "6e954acce3e86f62938f8b1d6f9a423bce7b706bec336269708928953a9a708f6190993570ca2c359f5a71c97b045a19725c0ebcd704" +
  "72d34ab3868272e97740179a735315b9483d746609f348df75cdb3cf00417614d6cc579d765f7fd2da86769f1027fd7a76a7c71cdd94" +
  "76bcbd17f65e776a84d9f60878407f213d3a78a2903fb87778a612770cc878c1030433a87933688e567c7a246e581a717a6888f7fc1f" +
  "7aeedae9d3587b0ccd2527917b2c1ac40f3c7c320461c4477c492a694b467cd97bf27ad67d30040b95a87d806c523cad7ea5b73d3ede" +
  "7f4fe3291f177fca858a34aa7fd75d8ec8bd7fefc23a7b71802b996de00880ff9860c75081405c8e8766815f384e6a0e81b310d72407" +
  "824a7a4627b582d328c1fb96834402a4c7af83d12c9b3d1c83d39c99e00a83ddb8b825c384eea7272ca4851b9bcc6520853c1bca611f" +
  "85458436d2a485547920dccf85cd875dbfe885f214cd96ba865a0a0d381a867cbcdb4d13870603208b4587cdd250f03187d7726944f0" +
  "882158f5042e884ac4ffd029885d1354fd1b88a91a7af33f88aa23b14958892b212b3f1289a4d63462df89b94ccf88058a08c7d8b3e9" +
  "8a5ccc07030a8ad880ebfeb18b7aa8aaf91d8ba1f21760de8c30ab39ca808c61dd8249358ce91385e0858cf41a3dbd5c8d17d4f7dba3" +
  "8e521e65a1a38eae001794c48f354bd274368f9a85b3b1118fec53b6434a8ff0097f65e7900357d1d3af905e7d82a3e79071aa5be5df" +
  "90a35b76984d90b027f72367923e29437da692a48447932794d23031eb959556c6bc1dd7957ec1c61ad69610a27fc2109624e6951531" +
  "965e86a0c82696b09bec2e4096f914d15eaa9765a8553f3697aa7dedf06199bc010c667399d4a7f1ed089a1fb6e876439a2d8524035a" +
  "9b2755a1878c9bb0ce185d169bc11a44bf449c32874aa8909c8fe7f667089d26dcd0106a9d5e9f2b6d6d9d679328a04f9d7ceb82cce5" +
  "9d9473e5b2959d95f51340939d9ca769a90a9dc24d5312ec9f28bca894089f71ae3406939f93d0995a09a00c97260a24a06517cd0a59" +
  "a0c69a8c52a4a141cfa64d82a16cf98ab73ca20089fc9533a2ebe7f357b0a39075056790a39d16f71ee4a3b511416657a3b7199b2fda" +
  "a43d5070f1d2a4e1266221c3a54d5ec3a58da58b730413a9a5d0602e5781a65c02ca79efa66201370c54a716b5efccb6a7f8f2347fd9" +
  "a831f521c376a8ed7a33dd97a8f73cb07bcea9046d147432aa695b6e5a58abb13abd67e1abfc9ced669eac267b479f79ac32b788ad6f" +
  "ac5f1bc154a5ad33882b194aad7cbc9fc98cae06e67616fcae380e22351aae7714d07de4aec89acb1a65aed15813f61dafbe5d458621" +
  "afe5e59c03caafea9bb6bc7eb054e067792db089cdd5d01eb19fcf77c47cb1f2087fe9d7b249e8dc1e0fb2653053a9f5b287c6205040" +
  "b2c6fc0a662bb3aed6370529b3b1541d9a55b3c80733b980b3f6ac1ffa00b40c7dd15d71b4d981d1bcc6b5904a934d9bb5d636d79d32" +
  "b63192f93e3eb70a826fd37eb865aad1eea2b873aead3fdeb8dee5c60af9ba1923158726ba4102d69eb0ba99c1d67869ba9f397e91a9" +
  "bab85b55e2cebaf06bbea998bb5189ec233ebc31fc6480babcf69e68cee0bd7fac14acb3bd980c1c8a29bda87edb7b84bdb6eacf10aa" +
  "be546df5f5c0bec308ee6bffbf10d50490e5bf158f393ee7bf5a9464c01bc0e35ffac079c0f134a70358c1b2e6dae739c1dc15b1c60e" +
  "c1eba3c684dac2053c3ae89bc24ac2710d37c256f1917bdac2d4a8820d9dc2dfe0bdb5b9c3090b4cc0d5c34a2eac706ac42750594634" +
  "c42aa3d36c11c4502951f7d8c4ad4d6f604ec4e80a18b770c501c9099deac518fb659fd0c5f0283bb3d9c60bc150629dc6e04894ed77" +
  "c70c42df3916c81ca34c465dc905389714abc90f1a694f8cc9216a4bb262c96a0bfb0730ca680f4fc1efca7ef2908f7acd54ae7a980b" +
  "cda20161ea43cdaf45c6ab79ce4580730153cfa0371acaebcfb39a54d355cfed49545d12d0253645e3dbd09114e00bf5d0df95a14e83" +
  "d10c22f8bddfd16bc72d78fad1c9b648d05dd1e6d3a8b808d225f8d1c7afd3258ca9c931d331abe66d72d3585bb3e26fd36fd24f7a35" +
  "d37fa341663dd3c95d6c1cf7d46de31f6dd2d4b1b8709ab0d4f025d88790d57ef1820ed7d5e6e066e9d9d6d88a27128bd779857c23c4" +
  "d77e32500550d7f4adceec02d84add0c5d63d84e672c5597d8bd702c5981d9c8959b6922d9f85a1b55c7daca592b7085dadf2e93174d" +
  "db083c62747ddbc469d2e23fdcf28530ddbedd26618836d5ddbd602c145ade251b526c79dea77a198acddf49feff4f70e00741e1a073" +
  "e08e437cb3c6e09975ffb38fe0a734e88781e111aafbd027e1bf5f2722c5e277cd2c8151e2980dada11ce30f54956187e3a1aaaa5492" +
  "e4c8db07cb0ae4ca16453530e666277f0598e667e4408453e6b865ae7f56e73e75f519ede77233e5ae04e840f5b4dd68e8530ea72ec1" +
  "e85b51a18b37e928baf20729e9c3f80b86ffea4dbb48fdd0eadc8d127e21eadea28cf276eb0d9b0bdb5eebe8fe81c969ec5545deb663" +
  "ecf6ab91f5aeedad2fe4c112edddc2a53f03eec6dc18e39bef8fd2ff33ddefd276f5cebdf02866f10367f082b7ed7a2bf0ce8a72324d" +
  "f118c52c4920f1bfd4cd9c17f1c6390733c0f1f067dac8d0f32e052c5a9af39b74572893f456ff80e597f4590ef5e953f501993a3416" +
  "f6aa85a7fde2f6bd81a6b066f739a1989d42f7c7cc5d7f87f7dfadd8f591f82d0c4696acf9c96e0a33f1fa037963f20efa31fc6d62ef" +
  "fb902ba4ac20fbf7a0eb08effcbccab02993fccdc1affbf8fcfa2dc5dc95fda3e250e719fdfbe1fb83c5fe36a62333fafec39b679d37" +
  "fedf3699b492ff5a85255379ffa77e2eda34";
