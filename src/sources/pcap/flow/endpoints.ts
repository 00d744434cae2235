// In: the first packet of a connection. Out: which side is the client. The SYN tells; without one, the ports have to.
import { addressBytes, formatEndpoint, type IpPacket } from '../ip/index.js';
import type { Segment } from '../tcp/index.js';

export interface Endpoints {
  readonly client: string;
  readonly server: string;
  /** True when the packet at hand came from the client. */
  readonly isFromClient: boolean;
  readonly isLateJoin: boolean;
}

/** PBS, its usual stand-ins behind a balancer, a CONNECT proxy, and the ports of third-party servers. */
export const usualServerPorts: readonly number[] = [8007, 8443, 3128, 19107, 19007];

export function tellEndpoints(packet: IpPacket, segment: Segment, serverPorts: readonly number[]): Endpoints {
  const length = addressBytes(packet.version);
  const at = packet.addressesAt;
  const source = formatEndpoint(packet.frame.subarray(at, at + length), segment.sourcePort);
  const destination = formatEndpoint(packet.frame.subarray(at + length, at + 2 * length), segment.destinationPort);
  const isFromClient = segment.isSyn ? segment.acknowledgement === null : isTowardServer(segment, serverPorts);
  return {
    client: isFromClient ? source : destination,
    server: isFromClient ? destination : source,
    isFromClient,
    isLateJoin: !segment.isSyn,
  };
}

/** A known server port decides, else the lower port: clients use high ones. */
function isTowardServer(segment: Segment, serverPorts: readonly number[]): boolean {
  const isSourceServer = serverPorts.includes(segment.sourcePort);
  const isDestinationServer = serverPorts.includes(segment.destinationPort);
  if (isSourceServer !== isDestinationServer) return isDestinationServer;
  return segment.destinationPort < segment.sourcePort;
}
