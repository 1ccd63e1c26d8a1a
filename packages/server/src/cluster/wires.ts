/** How messages travel between the processes of node:cluster. What cannot be sent any more is lost with the process. */

import type { Worker } from 'node:cluster';
import type { Wire } from './link.ts';

/** From a worker. */
export const wireToPrimary = (): Wire => ({
  send: (message) => {
    if (process.connected) process.send?.(message, undefined, undefined, ignore);
  },
  onMessage: (listener) => void process.on('message', listener),
});

/** From the primary. */
export const wireTo = (worker: Worker): Wire => ({
  send: (message) => {
    if (worker.isConnected()) worker.process.send(message as object, undefined, undefined, ignore);
  },
  onMessage: (listener) => void worker.on('message', listener),
});

const ignore = (): void => {};
