import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to Redis that can be cut, mended and slowed for one machine alone, while Redis itself goes on. */
export async function cuttable(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  /** In ms, of answers. */
  let delay = 0;
  const proxy = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (answer: Buffer) => {
      if (delay === 0) near.write(answer);
      else setTimeout(() => near.write(answer), delay);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const through = new URL(url);
  through.port = String((proxy.address() as { port: number }).port);
  return {
    url: through.href,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    slow(milliseconds: number) {
      delay = milliseconds;
    },
    mend() {
      isCut = false;
      delay = 0;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}
