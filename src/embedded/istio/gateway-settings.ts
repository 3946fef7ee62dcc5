/** What one istiod was told by its environment, as far as gateways depend on it. */
export interface GatewaySettings {
  readonly revision: string;
  readonly ambient: boolean;
  readonly multiNetwork: boolean;
  /** The proxy's image. */
  readonly image: string;
}
