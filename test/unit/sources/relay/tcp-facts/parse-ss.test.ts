// What is read of the output of `ss -tin`: recorded from iproute2 6.1 on Linux 6.x (loopback, a reader that had stopped; IPv6 and IPv4
// in IPv6), and the forms of older versions and of lossy lines, as ss(8) and iproute2's misc/ss.c print them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyOf, parseSs } from '../../../../../src/sources/relay/tcp-facts/parse-ss.js';

const recorded = `ESTAB 130021 0       127.0.0.1:35413 127.0.0.1:48038
\t bbr wscale:10,10 rto:204 rtt:0.019/0.009 ato:80 mss:32768 pmtu:65535 rcvmss:47616 advmss:65483 cwnd:10 bytes_received:195557 segs_out:4 segs_in:10 data_segs_in:7 bbr:(bw:0bps,mrtt:0.019) send 137970526316bps lastsnd:412 lastrcv:408 lastack:400 pacing_rate 394299253656bps delivered:1 app_limited reordering:36 rcv_rtt:0.175 rcv_space:65483 rcv_ssthresh:95232 minrtt:0.019 snd_wnd:65536
ESTAB 0      3961990 127.0.0.1:48038 127.0.0.1:35413
\t bbr wscale:10,10 rto:208 backoff:1 rtt:5.953/11.748 mss:47616 pmtu:65535 rcvmss:536 advmss:65483 cwnd:17 bytes_sent:215525 bytes_retrans:19968 bytes_acked:195558 segs_out:10 segs_in:5 data_segs_out:7 bbr:(bw:2164361568bps,mrtt:0.027,pacing_gain:2.88672,cwnd_gain:2.88672) send 1087817235bps lastsnd:400 lastrcv:412 lastack:148 pacing_rate 277241207144bps delivery_rate 24819384bps delivered:8 busy:408ms rwnd_limited:408ms(100.0%) retrans:0/1 dsack_dups:1 reordering:36 rcv_space:65495 rcv_ssthresh:65495 notsent:3961990 minrtt:0.027
`;
const recordedIpv6 = `ESTAB 0      0                   [::1]:43891              [::1]:56196 bbr wscale:10,10 rto:204 rtt:0.122/0.061 ato:40 mss:32768 pmtu:65536 cwnd:10 minrtt:0.122 snd_wnd:65536
ESTAB 0      0      [::ffff:127.0.0.1]:43891 [::ffff:127.0.0.1]:58290 bbr wscale:10,10 rto:204 rtt:0.018/0.009 ato:40 mss:32768 cwnd:10 minrtt:0.018
`;
const lossy = `CLOSE-WAIT 1 45000 192.0.2.1%eth0:8008 198.51.100.7:40122 timer:(on,340ms,0)
\t cubic wscale:7,7 rto:284 rtt:83.2/4.1 mss:1448 cwnd:21 ssthresh:14 unacked:20 retrans:2/57 lost:3 sacked:11 notsent:16040 minrtt:81.7
`;

const read = (text: string): string[] =>
  [...parseSs(text)].map(([key, facts]) => `${key}: ${JSON.stringify(facts).replaceAll('"', '')}`);

test('the two ends of a connection whose reader has stopped', () => {
  assert.deepEqual(read(recorded), [
    '127.0.0.1:35413 127.0.0.1:48038: {state:ESTAB,receiveQueueBytes:130021,sendQueueBytes:0,rttMs:0.019,minRttMs:0.019,segmentBytes:32768,congestionWindowSegmentCount:10,unackedSegmentCount:0,lostSegmentCount:0,retransmittedSegmentCount:0,notSentBytes:0,busyMs:0,receiverLimitedMs:0}',
    '127.0.0.1:48038 127.0.0.1:35413: {state:ESTAB,receiveQueueBytes:0,sendQueueBytes:3961990,rttMs:5.953,minRttMs:0.027,segmentBytes:47616,congestionWindowSegmentCount:17,unackedSegmentCount:0,lostSegmentCount:0,retransmittedSegmentCount:1,notSentBytes:3961990,busyMs:408,receiverLimitedMs:408}',
  ]);
});

test('one line a socket, IPv6, IPv4 in IPv6', () => {
  const keys = [...parseSs(recordedIpv6).keys()];
  assert.deepEqual(keys, ['::1:43891 ::1:56196', '127.0.0.1:43891 127.0.0.1:58290']);
  const ends = { localAddress: '::ffff:127.0.0.1', localPort: 43891, remoteAddress: '127.0.0.1', remotePort: 58290 };
  assert.equal(keyOf(ends), keys[1]);
});

test('a line that loses packets', () => {
  assert.deepEqual(read(lossy), [
    '192.0.2.1:8008 198.51.100.7:40122: {state:CLOSE-WAIT,receiveQueueBytes:1,sendQueueBytes:45000,rttMs:83.2,minRttMs:81.7,segmentBytes:1448,congestionWindowSegmentCount:21,unackedSegmentCount:20,lostSegmentCount:3,retransmittedSegmentCount:57,notSentBytes:16040,busyMs:0,receiverLimitedMs:0}',
  ]);
});

test('what is no socket is left out; a socket without details has none', () => {
  assert.deepEqual(read('State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n\nssh: not found\n'), []);
  assert.deepEqual(read('SYN-SENT 0 1 10.0.0.1:1 10.0.0.2:8007'), [
    '10.0.0.1:1 10.0.0.2:8007: {state:SYN-SENT,receiveQueueBytes:0,sendQueueBytes:1,rttMs:null,minRttMs:null,segmentBytes:null,congestionWindowSegmentCount:null,unackedSegmentCount:0,lostSegmentCount:0,retransmittedSegmentCount:0,notSentBytes:0,busyMs:0,receiverLimitedMs:0}',
  ]);
});

test('no text makes it throw, nor gives a number that a trace does not take', () => {
  const word = fc.constantFrom(
    'ESTAB',
    '0',
    '-1',
    'rtt:x',
    'rtt:-3/1',
    'cwnd:1e999',
    'retrans:9',
    '1.2.3.4:5',
    '[::]:7',
    '\n',
    '\n\t',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        for (const facts of parseSs(text).values())
          for (const value of Object.values(facts))
            assert.ok(typeof value === 'string' || value === null || (Number.isFinite(value) && value >= 0));
      },
    ),
  );
});
