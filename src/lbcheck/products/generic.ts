// What to change in any product, in general words. In: a remedy. Out: a sentence.
import type { Remedy } from './product.js';

export const generalAdvice: Readonly<Record<Remedy, string>> = {
  'reach-server':
    'See the log of the box: it did not get an answer from PBS. Address, port 8007, TLS, its certificate.',
  'right-name': 'Write the name or the address of the box as clients do, or add it to DNS.',
  'right-port': 'Start the box, or name the port that it listens on: PBS itself listens on 8007.',
  route: 'Look at the address, at the routes and at what stands between: here nothing of the box is reached.',
  firewall: 'Open the port in the firewalls between here and the box, or start the host.',
  'tls-listener': 'Let the box listen with TLS, or pass the TLS of PBS through.',
  'tls-silence':
    'See the log of the box: it takes the connection and answers no ClientHello. Does it listen with TLS, choose by a name (SNI), or reach PBS in TCP mode?',
  'tls-parameters':
    'Let the listener take what PBS clients offer: TLS 1.2 and 1.3, the usual ciphers, no certificate of the client.',
  'no-accept-proxy': 'Listen without the PROXY protocol: PBS clients send no PROXY header.',
  'client-certificate': 'Ask clients for no certificate: PBS clients have none.',
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
  'keep-path': 'Pass the path on as it is: /api2/json/… or //api2/json/…, without a prefix, and nothing cut off.',
  'allow-request':
    'See the rules of the box: it refuses this request by itself. PBS clients need every path below /api2, with Upgrade.',
  'no-own-login': 'Ask for no login of the box: PBS clients send their credentials for PBS in Authorization.',
  'no-response-buffering': 'Do not hold the reply back: the 101 has no end to wait for.',
  'no-h2-termination':
    'Relay the bytes behind the 101 unseen: a box that speaks HTTP/2 itself changes windows and frames.',
  'body-limit': 'Lift the limit of request bodies: backup logs have up to 16 MiB.',
  'idle-timeout': 'Raise the idle timeout of tunnels (upgraded connections) to a day: PBS sends no heartbeat.',
  'stall-timeout': 'Raise the timeout of sending, too: a server or a client may pause for minutes.',
  'session-age': 'Lift the limit of the age of a connection: a backup takes hours.',
  'one-server': 'Send all connections of a client to one PBS: tickets and sessions belong to one server.',
  'server-health':
    'Let the box check its servers and leave out those that do not answer: part of the connections reaches none.',
  'client-limit': 'Raise the limit of requests and connections of one client: each backup, reader and log has its own.',
  'server-name': 'Serve clients without SNI, too: by IP address there is none.',
  'connection-header': 'Update PBS to 3.1.5 and clients to 3.0.5, which send Connection: upgrade.',
  'pass-end': 'Pass the end of a connection on at once: it frees the locks of the group on PBS.',
};
