import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createHostsFile } from '../../src/outbound/hosts-file.ts';
import { type AskNameServer, askNameServers, createResolveName } from '../../src/outbound/resolve.ts';

const lasting = new AbortController().signal;
const system = [{ address: '10.0.0.9', family: 4 }];
const nothing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

function resolver(change: {
  askNameServer?: AskNameServer;
  own?: readonly { address: string; family: number }[];
}) {
  const asked: string[] = [];
  const resolve = createResolveName({
    hostsFile: async () => change.own ?? [],
    askNameServer: change.askNameServer ?? (() => nothing('ENOTFOUND')),
    askSystem: async (host) => {
      asked.push(host);
      return system;
    },
  });
  return { resolve, asked };
}

describe('a name', () => {
  it('has the addresses of both families, IPv4 first — security.md S-1', async () => {
    const answers = { 4: ['192.0.2.1', '192.0.2.2'], 6: ['2001:db8::1'] };
    const { resolve } = resolver({ askNameServer: async (_, family) => answers[family] });
    assert.deepEqual(await resolve('a.example', 'stranger', lasting), [
      { address: '192.0.2.1', family: 4 },
      { address: '192.0.2.2', family: 4 },
      { address: '2001:db8::1', family: 6 },
    ]);
  });

  it('of one family has those — security.md S-1', async () => {
    const { resolve } = resolver({
      askNameServer: (_, family) => (family === 6 ? Promise.resolve(['2001:db8::1']) : nothing('ENODATA')),
    });
    assert.deepEqual(await resolve('a.example', 'stranger', lasting), [
      { address: '2001:db8::1', family: 6 },
    ]);
  });

  it('that the machine itself knows is not asked for', async () => {
    const { resolve, asked } = resolver({ own: system, askNameServer: () => assert.fail('asked') });
    assert.deepEqual(await resolve('db', 'stranger', lasting), system);
    assert.deepEqual(asked, []);
  });

  it('of a stranger never holds a thread of the system — security.md S-4', async () => {
    const { resolve, asked } = resolver({});
    assert.deepEqual(await resolve('unknown.example', 'stranger', lasting), []);
    assert.deepEqual(asked, []);
  });

  it('of the operator may be one that only the system knows, and is asked for once at a time', async () => {
    const { resolve, asked } = resolver({});
    const both = await Promise.all([1, 2].map(() => resolve('keycloak', 'operator', lasting)));
    assert.deepEqual(both, [system, system]);
    assert.deepEqual(asked, ['keycloak']);
  });

  it('of the operator whose server stays silent is not asked for again by the system — security.md S-4', async () => {
    const { resolve, asked } = resolver({ askNameServer: () => nothing('ETIMEOUT') });
    assert.deepEqual(await resolve('silent.example', 'operator', lasting), []);
    assert.deepEqual(asked, []);
  });
});

describe('the names of this machine', () => {
  it('are read from its file, comments and aliases included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
    const path = join(folder, 'hosts');
    writeFileSync(
      path,
      '127.0.0.1 localhost me # here\n::1\tlocalhost\nnonsense x\n10.1.1.1 Db.Internal db\n',
    );
    let now = 0;
    const find = createHostsFile(() => now, path);
    assert.deepEqual(await find('localhost'), [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
    assert.deepEqual(await find('db.internal.'), [{ address: '10.1.1.1', family: 4 }]);
    assert.deepEqual(await find('x'), []);
    assert.deepEqual(await find('here'), []);
    writeFileSync(path, '10.1.1.2 db\n');
    now = 10_000;
    assert.deepEqual(await find('DB'), [{ address: '10.1.1.2', family: 4 }]);
    rmSync(folder, { recursive: true });
    now = 20_000;
    assert.deepEqual(await find('db'), []);
  });
});

describe('a name server that stays silent — security.md S-4', () => {
  let silent: Socket;
  let speaking: Socket;
  before(async () => {
    silent = createSocket('udp4').bind(0, '127.0.0.1');
    speaking = createSocket('udp4').bind(0, '127.0.0.1');
    speaking.on('message', (query, { port }) => speaking.send(answerTo(query), port, '127.0.0.1'));
    await Promise.all([once(silent, 'listening'), once(speaking, 'listening')]);
  });
  after(() => {
    silent.close();
    speaking.close();
  });

  const at = (socket: Socket): readonly string[] => [`127.0.0.1:${socket.address().port}`];
  /** Names below `silent.example` are at the server that says nothing, as their own name server would be. */
  const askNameServer: AskNameServer = (host, family, end) =>
    askNameServers(at(host.endsWith('silent.example') ? silent : speaking))(host, family, end);

  it('holds up nobody else, however many names lead there, and is given up in time', async () => {
    const { resolve } = resolver({ askNameServer });
    const given = new AbortController();
    const stuck = Array.from({ length: 50 }, (_, index) =>
      resolve(`n${index}.silent.example`, 'stranger', given.signal),
    );
    assert.deepEqual(await resolve('honest.example', 'stranger', lasting), [
      { address: '192.0.2.7', family: 4 },
    ]);
    given.abort();
    for (const found of await Promise.all(stuck)) assert.deepEqual(found, []);
  });

  it('is given up by itself, too', async () => {
    const { resolve } = resolver({ askNameServer });
    assert.deepEqual(await resolve('a.silent.example', 'stranger', lasting), []);
  });
});

/** 192.0.2.7 for every question of type A, nothing for any other (RFC 1035 §4.1). */
function answerTo(query: Buffer): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const question = query.subarray(12, end);
  const isA = query.readUInt16BE(end - 4) === 1;
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(isA ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);
  return Buffer.concat([header, question, ...(isA ? [record] : [])]);
}
