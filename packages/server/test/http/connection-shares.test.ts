import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { createConnectionShares } from '../../src/http/connection-shares.ts';

type Connection = EventEmitter & { readonly remoteAddress: string; destroyed: boolean };

function connection(remoteAddress: string): Connection {
  const socket = Object.assign(new EventEmitter(), {
    remoteAddress,
    destroyed: false,
    destroy: () => {
      socket.destroyed = true;
    },
  });
  return socket;
}

/** Opens as many from this address; those that stay. */
const open = (
  take: (socket: Socket) => void,
  count: number,
  from: (index: number) => string,
): readonly Connection[] =>
  Array.from({ length: count }, (_, index) => {
    const opened = connection(from(index));
    take(opened as unknown as Socket);
    return opened;
  }).filter(({ destroyed }) => !destroyed);

describe('connections of one address — security.md P-4', () => {
  it('are half of all at most, and leave room to whoever has none', () => {
    const take = createConnectionShares(10);
    assert.equal(open(take, 20, () => '192.0.2.1').length, 5);
    assert.equal(open(take, 20, () => '192.0.2.2').length, 3);
    assert.equal(open(take, 20, () => '192.0.2.3').length, 1);
    assert.equal(open(take, 20, (index) => `198.51.100.${index}`).length, 1);
  });

  it('are counted by network in IPv6, and by one name in either family — security.md L-1', () => {
    const take = createConnectionShares(10);
    assert.equal(open(take, 20, (index) => `2001:db8::${index + 1}`).length, 5);
    assert.equal(open(take, 1, () => '192.0.2.1').length, 1);
    assert.equal(open(take, 20, () => '::ffff:192.0.2.1').length, 2);
  });

  it('can be opened again once others have closed', () => {
    const take = createConnectionShares(10);
    const first = open(take, 5, () => '192.0.2.1');
    assert.equal(open(take, 1, () => '192.0.2.1').length, 0);
    for (const socket of first) socket.emit('close');
    assert.equal(open(take, 20, () => '192.0.2.1').length, 5);
  });
});
