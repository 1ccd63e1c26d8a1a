import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** It ends with ReadyForQuery outside a transaction: PostgreSQL manual, Message Formats. */
const isReadyAgain = (answer: Buffer): boolean =>
  answer.at(-6) === 'Z'.charCodeAt(0) && answer.at(-1) === 'I'.charCodeAt(0);

/** A way to PostgreSQL that can be cut and opened again, as when the server behind it stops. */
export async function cuttable(dsn: string) {
  const target = new URL(dsn);
  const sockets = new Set<Socket>();
  let isCut = false;
  /** The statement whose answer is lost; null: none is. */
  let unheard: RegExp | null = null;
  let losses = 0;
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
    near.on('data', (question) => {
      isLost ||= unheard?.test(question.toString('latin1')) ?? false;
      far.write(question);
    });
    far.on('data', (answer: Buffer) => {
      if (!isLost) near.write(answer);
      else if (isReadyAgain(answer)) {
        losses += 1;
        near.destroy();
      }
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const through = new URL(dsn);
  through.port = String((proxy.address() as { port: number }).port);
  return {
    dsn: through.href,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
      unheard = null;
    },
    /** How many answers were lost. */
    losses: () => losses,
    /** On new connections, where the text of each statement is told once; whoever has an old one has to let go of it. */
    loseAnswers(to: RegExp) {
      unheard = to;
      for (const socket of sockets) socket.destroy();
    },
    close() {
      this.cut();
      proxy.close();
    },
  };
}
