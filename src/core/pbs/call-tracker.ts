// In: Events of all connections, in order of time. Out: CallSteps: each exchange with its PBS meaning. Wires the exchange
// stage inside. Keeps open calls only, and of each connection the side that its upgrade opened.
import { decodeBase64, type Event } from '../event/index.js';
import { type Exchange, type ExchangeStep, ExchangeTracker } from '../exchange/index.js';
import type { CallStep } from './call.js';
import { CallReader, type OpenCall } from './call-reader.js';
import { BodyBudget } from './captured-body.js';
import { recogniseEndpoint, type SessionSide, sideOfUpgrade } from './endpoints/index.js';
import { readTargetParameters } from './parameters.js';

/** As many as the exchange stage follows; beyond, the path alone tells the side. */
const maxUpgradedConnections = 16_384;

export class CallTracker {
  readonly #exchanges = new ExchangeTracker<OpenCall>((exchange) => this.#adopt(exchange));
  readonly #budget = new BodyBudget();
  readonly #readers = new Map<number, CallReader>();
  readonly #sides = new Map<number, SessionSide>();

  /** Calls that were not followed because of a limit. */
  get droppedCount(): number {
    return this.#exchanges.droppedCount;
  }

  feed(event: Event): readonly CallStep[] {
    if (event.kind === 'http2Began') this.#noteSide(event.connection, sideOfUpgrade(event.upgrade));
    const steps: CallStep[] = [];
    for (const step of this.#exchanges.feed(event)) this.#interpret(step, steps);
    if (event.kind === 'closed') this.#sides.delete(event.connection);
    if (event.kind === 'sourceEnded') this.#sides.clear();
    return steps;
  }

  #adopt(exchange: Exchange): OpenCall {
    const endpoint = recogniseEndpoint({ ...exchange, side: this.#sides.get(exchange.connection) ?? null });
    const call: OpenCall = {
      ...exchange,
      operation: endpoint?.operation ?? 'rest',
      parameters: readTargetParameters(endpoint, exchange.target),
      result: {},
      blobKind: null,
    };
    this.#readers.set(call.id, new CallReader(call, endpoint, this.#budget));
    return call;
  }

  #interpret(step: ExchangeStep<OpenCall>, steps: CallStep[]): void {
    const call = step.exchange;
    const { atMs } = step;
    const reader = this.#readers.get(call.id);
    switch (step.kind) {
      case 'started':
        steps.push({ kind: 'callStarted', call, atMs });
        break;
      case 'bodyPart':
        steps.push(...(reader?.feedPart(step, decodeBase64(step.base64)) ?? []));
        break;
      case 'requestEnded':
        steps.push(...(reader?.endRequest(atMs) ?? []));
        break;
      case 'replied':
        if (call.status === 101 && this.#noteSide(call.connection, sideOfCall(call))) {
          steps.push({ kind: 'upgraded', call, atMs });
        }
        break;
      case 'replyEnded':
        steps.push(...(reader?.endReply(atMs) ?? []));
        break;
      case 'ended':
        reader?.end();
        this.#readers.delete(call.id);
        steps.push({ kind: 'callEnded', call, atMs });
        break;
      case 'lost':
        reader?.end();
        this.#readers.delete(call.id);
        if (step.reason === 'went-dark') steps.push({ kind: 'callEnded', call, atMs });
        break;
    }
  }

  /** The first word counts: what the request asked for is said before what the server answers. True for a PBS side. */
  #noteSide(connection: number, side: SessionSide | null): boolean {
    if (side === null) return false;
    if (!this.#sides.has(connection) && this.#sides.size < maxUpgradedConnections) this.#sides.set(connection, side);
    return true;
  }
}

/** Some servers answer the backup name to readers (protocol.md 1.11), so the request's path goes first. */
function sideOfCall(call: OpenCall): SessionSide | null {
  if (call.operation === 'openBackup') return 'backup';
  return call.operation === 'openReader' ? 'reader' : sideOfUpgrade(call.upgrade);
}
