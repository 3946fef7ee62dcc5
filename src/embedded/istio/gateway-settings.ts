/** The settings of one istiod's environment that gateways depend on. */
export interface GatewaySettings {
  readonly revision: string;
  readonly ambient: boolean;
  readonly multiNetwork: boolean;
  /** The proxy's image. */
  readonly image: string;
}
