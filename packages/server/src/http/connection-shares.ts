/** How many connections one address may hold, so that nobody holds all of them (security.md P-4). */

import type { Socket } from 'node:net';
import { limitKey } from '@grantor/protocol';

/**
 * Cuts off a connection of an address, or IPv6 network, that has as many already as are left for everybody: alone it
 * may have half of `most`, and whoever has none yet finds room. A proxy is one address.
 */
export function createConnectionShares(most: number): (socket: Socket) => void {
  const held = new Map<string, number>();
  let all = 0;
  return (socket) => {
    const key = limitKey(socket.remoteAddress ?? '');
    const own = held.get(key) ?? 0;
    if (own >= most - all) {
      socket.destroy();
      return;
    }
    held.set(key, own + 1);
    all += 1;
    socket.once('close', () => {
      const left = (held.get(key) ?? 0) - 1;
      if (left > 0) held.set(key, left);
      else held.delete(key);
      all -= 1;
    });
  };
}
