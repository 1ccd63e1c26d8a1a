import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** It ends with ReadyForQuery outside a transaction: PostgreSQL manual, Message Formats. */
const isReadyAgain = (answer: Buffer): boolean =>
  answer.at(-6) === 'Z'.charCodeAt(0) && answer.at(-1) === 'I'.charCodeAt(0);

/**
 * A way to PostgreSQL or Redis that is cut, slowed, held or led elsewhere, as when the machine behind it ends, is far
 * away, stands still or gives place to another; for one server alone, while what it leads to goes on.
 */
export async function openWay(to: string) {
  let target = new URL(to);
  const sockets = new Set<Socket>();
  let isCut = false;
  /** In ms, of answers. */
  let delay = 0;
  let moving = Promise.resolve();
  let release = (): void => {};
  /** The statement whose answer is lost; null: none is. */
  let unheard: RegExp | null = null;
  let losses = 0;

  /** In order, and not before what is held may go on. */
  const passed = (write: (bytes: Buffer) => void): ((bytes: Buffer) => void) => {
    let last = Promise.resolve();
    return (bytes) => {
      last = last.then(() => moving).then(() => write(bytes));
    };
  };
  const proxy = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
    }
    // What is written is kept there, and the connection ends before anybody here hears of it
    let isLost = false;
    const question = (bytes: Buffer): void => {
      isLost ||= unheard?.test(bytes.toString('latin1')) ?? false;
      far.write(bytes);
    };
    const answer = (bytes: Buffer): void => {
      if (!isLost) return void near.write(bytes);
      if (!isReadyAgain(bytes)) return;
      losses += 1;
      near.destroy();
    };
    near.on('data', passed(question));
    const told = passed(answer);
    far.on('data', (bytes: Buffer) => {
      if (delay === 0) told(bytes);
      else setTimeout(() => told(bytes), delay);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const through = new URL(to);
  through.port = String((proxy.address() as { port: number }).port);
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: through.href,
    cut() {
      isCut = true;
      endAll();
    },
    slow(milliseconds: number) {
      delay = milliseconds;
    },
    /** Nothing moves until it is released. */
    hold() {
      moving = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
    /** Neither cut nor slow from now on, and every answer is heard. */
    mend() {
      isCut = false;
      delay = 0;
      unheard = null;
    },
    /** Every connection ends, and new ones lead there. */
    leadTo(other: string) {
      target = new URL(other);
      endAll();
    },
    /** How many answers were lost. */
    losses: () => losses,
    /** On new connections, where the text of each statement is told once; whoever has an old one has to let go of it. */
    loseAnswers(statement: RegExp) {
      unheard = statement;
      endAll();
    },
    close() {
      release();
      isCut = true;
      endAll();
      proxy.close();
    },
  };
}

export type Way = Awaited<ReturnType<typeof openWay>>;
