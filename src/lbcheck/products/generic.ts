// What to change in any product, in general words. In: a remedy. Out: a sentence.
import type { Remedy } from './product.js';

export const generalAdvice: Readonly<Record<Remedy, string>> = {
  'reach-server':
    'See the log of the box: it did not get an answer from PBS. Address, port 8007, TLS, its certificate.',
  'tls-listener': 'Let the box listen with TLS, or pass the TLS of PBS through.',
  'no-proxy-header': 'Send no PROXY header to PBS, which does not read it; and no TLS around the TLS of the client.',
  'tls-to-server': 'Speak TLS to port 8007 of PBS: it sends plain HTTP away.',
  'trust-certificate':
    'Let the box trust the certificate of PBS: give it the CA, or the self-signed certificate itself.',
  'http1-to-server': 'Speak HTTP/1.1 to PBS: HTTP/2 has no upgrade.',
  'http1-to-client': 'Accept HTTP/1.1 from clients: PBS clients offer no ALPN and begin with HTTP/1.1.',
  'pass-upgrade': 'Pass Upgrade and Connection on, with whatever name they carry, and relay the 101.',
  'http11-to-server': 'Speak HTTP/1.1, not 1.0, to PBS.',
  'keep-authorization': 'Pass Authorization, Cookie and CSRFPreventionToken on, and ask for no login of its own.',
  'double-slash': 'Take //api2/json/… like /api2/json/…: the client asks with two slashes and follows no redirect.',
  'no-response-buffering': 'Do not hold the reply back: the 101 has no end to wait for.',
  'no-h2-termination':
    'Relay the bytes behind the 101 unseen: a box that speaks HTTP/2 itself changes windows and frames.',
  'body-limit': 'Lift the limit of request bodies: backup logs have up to 16 MiB.',
  'idle-timeout': 'Raise the idle timeout of tunnels (upgraded connections) to a day: PBS sends no heartbeat.',
  'stall-timeout': 'Raise the timeout of sending, too: a server or a client may pause for minutes.',
  'session-age': 'Lift the limit of the age of a connection: a backup takes hours.',
  'one-server': 'Send all connections of a client to one PBS: tickets and sessions belong to one server.',
  'host-header': 'Nothing to change for official clients, which send Host.',
  'server-name': 'Serve clients without SNI, too: by IP address there is none.',
  'connection-header': 'Update PBS to 3.1.5 and clients to 3.0.5, which send Connection: upgrade.',
  'pass-end': 'Pass the end of a connection on at once: it frees the locks of the group on PBS.',
};
