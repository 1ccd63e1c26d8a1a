import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { Connection } from './connection.ts';

describe('a connection of the benchmark', () => {
  it('that stood idle too long is opened again, whatever the server said then', async () => {
    let connections = 0;
    const closed = Promise.withResolvers<void>();
    const server = createServer((socket) => {
      connections += 1;
      socket.once('close', () => closed.resolve()).resume();
      if (connections === 1) socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      else socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connection = new Connection((server.address() as AddressInfo).port);
    try {
      await connection.open();
      await closed.promise;
      await connection.open();
      const { status, body } = await connection.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      assert.deepEqual([status, body, connections], [200, 'ok', 2]);
    } finally {
      connection.close();
      server.close();
    }
  });
});
