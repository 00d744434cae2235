// The dashboard at work: keys and refreshes become a new model, and the model a picture, at most every 100 ms. In: a feed and
// a terminal. Out: pictures; `onQuit` when the user leaves. If anything here breaks, the terminal is given back, it is said
// once, and the rest of the program goes on.
import { utcZone } from '../../core/report/index.js';
import type { DashboardData } from './data.js';
import { type Look, renderFrame } from './frame.js';
import { initialModel, type Model, type Wish } from './model.js';
import type { Dashboard, DashboardOptions } from './options.js';
import { arrangeRows, readData } from './read-data.js';
import { openTerminal, type Terminal } from './render/index.js';
import { glyphsFor } from './screen/index.js';
import { type Message, update } from './update.js';
import { grantWish } from './wishes.js';

/** Ten pictures a second: smooth enough, and little over a slow line. */
const usualRedrawMs = 100;

export function startDashboard(options: DashboardOptions): Dashboard {
  const loop = new DashboardLoop(options);
  loop.refresh();
  return loop;
}

class DashboardLoop implements Dashboard {
  readonly #options: DashboardOptions;
  readonly #look: Look;
  readonly #terminal: Terminal;
  #model: Model;
  #data: DashboardData | null = null;
  #needsData = true;
  #needsPicture = false;
  #redrawTimer: NodeJS.Timeout | null = null;
  #restUntilMs = 0;
  #isClosed = false;

  constructor(options: DashboardOptions) {
    const charset = options.isAscii ? 'ascii' : 'utf-8';
    this.#options = options;
    this.#look = {
      title: options.title,
      isLive: options.isLive,
      glyphs: glyphsFor(charset),
      zone: options.zone ?? utcZone,
    };
    this.#terminal = openTerminal({
      input: options.input,
      output: options.output,
      colour: options.colour,
      charset,
      onKey: (key) => this.#guard(() => this.#press(key)),
      hasMouse: options.hasMouse === true,
      onGesture: (gesture) => this.#guard(() => this.#step({ kind: 'gesture', gesture })),
      onResize: (size) => this.#guard(() => this.#step({ kind: 'resized', size })),
      onReady: () => this.#guard(() => this.#drawIfNeeded()),
      onClosed: () => this.close(),
    });
    this.#model = initialModel(this.#terminal.size(), {
      isLive: options.isLive,
      isFirstRun: options.isFirstRun === true,
      hasMouse: options.hasMouse === true,
      savedFilters: options.savedFilters ?? {},
    });
  }

  refresh(): void {
    if (performance.now() < this.#restUntilMs) return;
    this.#guard(() => {
      const isMoving = this.#options.feed.playback !== undefined || !this.#model.isPaused;
      if (isMoving || this.#data === null) this.#needsData = true;
      this.#drawSoon();
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#redrawTimer !== null) clearTimeout(this.#redrawTimer);
    this.#terminal.close();
  }

  #press(key: string): void {
    if (key === 'C-l') this.#terminal.forget();
    this.#step({ kind: 'key', key });
  }

  #step(message: Message): void {
    const before = this.#model;
    this.#model = update(before, this.#data ?? this.#read(), message);
    if (this.#model.hasQuit) {
      this.close();
      this.#options.onQuit();
      return;
    }
    this.#grant(this.#model.wishes);
    this.#followChoice(before);
    this.#drawSoon();
  }

  /** What the change of the model asks for, no more: a key that moves the cursor reads and sorts nothing. */
  #followChoice(before: Model): void {
    const { view, session, isPaused, time, events, table } = this.#model;
    const isOtherData =
      view !== before.view ||
      session !== before.session ||
      isPaused !== before.isPaused ||
      time !== before.time ||
      events.search !== before.events.search;
    if (isOtherData || this.#needsData) {
      this.#read();
      return;
    }
    const isArranged =
      table.filter === before.table.filter &&
      table.sort === before.table.sort &&
      table.isReversed === before.table.isReversed;
    if (!isArranged && this.#data !== null) this.#take(arrangeRows(this.#data, this.#model));
  }

  #read(): DashboardData {
    // A recording that can be moved holds still by itself.
    const isHeld = this.#model.isPaused && this.#options.feed.playback === undefined;
    const frozen = isHeld ? (this.#data?.report ?? null) : null;
    this.#needsData = false;
    return this.#take(readData(this.#options, this.#model, frozen, this.#data));
  }

  #grant(wishes: readonly Wish[]): void {
    if (wishes.length === 0) return;
    this.#model = { ...this.#model, wishes: [] };
    for (const wish of wishes) {
      const message = grantWish(wish, this.#options, this.#terminal, (told) => this.#tell(told));
      if (message === null) this.#needsData = true;
      else this.#tell(message);
    }
  }

  #tell(message: string): void {
    this.#guard(() => {
      this.#model = update(this.#model, this.#data ?? this.#read(), { kind: 'told', message });
      this.#drawSoon();
    });
  }

  #take(data: DashboardData): DashboardData {
    this.#data = data;
    // Other rows: the cursor must be among them.
    this.#model = update(this.#model, data, { kind: 'refreshed' });
    return data;
  }

  #drawSoon(): void {
    this.#needsPicture = true;
    this.#drawIfNeeded();
  }

  #drawIfNeeded(): void {
    if (this.#needsPicture && this.#redrawTimer === null) this.#draw();
  }

  #draw(): void {
    // Read here, not at each refresh: what is not drawn need not be known.
    const beganMs = performance.now();
    const data = this.#needsData || this.#data === null ? this.#read() : this.#data;
    const result = this.#terminal.draw(renderFrame(this.#model, data, this.#look));
    this.#needsPicture = result === 'busy';
    const endedMs = performance.now();
    this.#restUntilMs = endedMs + (endedMs - beganMs) * (this.#options.restFactor ?? 0);
    const waitMs = this.#options.redrawEveryMs ?? usualRedrawMs;
    // A busy terminal says itself when it is ready.
    if (waitMs === 0 || result === 'busy') return;
    this.#redrawTimer = setTimeout(() => {
      this.#redrawTimer = null;
      this.#guard(() => this.#drawIfNeeded());
    }, waitMs);
  }

  /** Ours is the fault: caught once, said once, nothing else stops. */
  #guard(work: () => void): void {
    if (this.#isClosed) return;
    try {
      work();
    } catch (error) {
      this.close();
      sayCrash(error, this.#options);
    }
  }
}

function sayCrash(error: unknown, options: DashboardOptions): void {
  if (options.onCrash !== undefined) {
    options.onCrash(error);
    return;
  }
  const reason = error instanceof Error ? error.message : String(error);
  options.output.write(`pbscope: the dashboard broke (${reason}) and is closed; please report this.\n`);
  if (!options.isLive) options.onQuit();
}
