// Envoy: Server header, its own messages, and its settings.
import type { Product } from './product.js';
import { hasHeader, hasPage } from './signs.js';

export const envoy: Product = {
  id: 'envoy',
  name: 'Envoy',
  isSeenIn: (signs) =>
    hasHeader(signs, 'server', /^envoy/i) ||
    hasHeader(signs, 'x-envoy-upstream-service-time', /./) ||
    hasPage(signs, /upstream connect error or disconnect/),
  settings: {
    'reach-server': 'check the cluster: transport_socket with TLS towards PBS:8007',
    'tls-listener': 'transport_socket: DownstreamTlsContext   # on the filter chain',
    'no-proxy-header': 'remove envoy.transport_sockets.upstream_proxy_protocol',
    'tls-to-server': 'transport_socket: UpstreamTlsContext',
    'trust-certificate': 'validation_context: { trusted_ca: { filename: PBS-CA.pem } }',
    'http1-to-server': 'explicit_http_config: { http_protocol_options: {} }   # not http2_protocol_options',
    'http1-to-client': 'codec_type: AUTO',
    'pass-upgrade':
      'upgrade_configs: [{ upgrade_type: proxmox-backup-protocol-v1 }, { upgrade_type: proxmox-backup-reader-protocol-v1 }]',
    'keep-authorization': 'remove request_headers_to_remove: [authorization]',
    'double-slash': 'merge_slashes: true   # with prefix /api2/, or prefix /',
    'no-response-buffering': 'remove the buffer filter',
    'body-limit': 'remove max_request_bytes of the buffer filter',
    'idle-timeout': 'stream_idle_timeout: 0s, idle_timeout: 0s on the route, and tcp_proxy.idle_timeout: 0s',
    'stall-timeout': 'stream_idle_timeout: 0s',
    'session-age': 'max_connection_duration and max_stream_duration: remove; timeout: 0s on the route',
    'one-server': 'lb_policy: RING_HASH with a hash of the source address',
  },
};
