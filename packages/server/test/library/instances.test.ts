/** Several instances in one process, and one that ends and begins again (distribution.md L-6). */

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clientRequest, type Embedded, embed } from './embedded.ts';

const forClient = { grant_type: 'client_credentials', scope: 'read' };
const tokenRequest = (issuer: string) => clientRequest(`${issuer}/oauth/token`, forClient);

const tokenOf = async ({ grantor }: Embedded): Promise<string> => {
  const answer = await grantor.fetch(tokenRequest(grantor.issuer));
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { access_token: string }).access_token;
};

const isActive = async ({ grantor }: Embedded, token: string): Promise<boolean> => {
  const answer = await grantor.fetch(clientRequest(`${grantor.issuer}/oauth/introspect`, { token }));
  return ((await answer.json()) as { active: boolean }).active;
};

describe('two instances in one process', () => {
  let photos: Embedded;
  let notes: Embedded;
  before(async () => {
    [photos, notes] = await Promise.all([
      embed('https://photos.example/auth'),
      embed('https://notes.example/id'),
    ]);
  });
  after(() => Promise.all([photos.stop(), notes.stop()]));

  it('have issuers, keys, databases and tokens of their own — distribution.md L-1, L-6', async () => {
    const [ours, theirs] = await Promise.all([tokenOf(photos), tokenOf(notes)]);
    assert.deepEqual(await Promise.all([isActive(photos, ours), isActive(notes, theirs)]), [true, true]);
    assert.deepEqual(await Promise.all([isActive(photos, theirs), isActive(notes, ours)]), [false, false]);
    for (const { folder } of [photos, notes])
      assert.ok((await readdir(join(folder, 'data'))).includes('grantor.db'));
  });

  it('end apart from one another — distribution.md L-6', async () => {
    const token = await tokenOf(notes);
    const other = await embed('https://other.example/auth');
    assert.equal(await other.grantor.close(), 'drained');
    assert.equal(await isActive(notes, token), true);
    const answer = await other.grantor.fetch(tokenRequest(other.grantor.issuer));
    assert.equal(answer.status, 503);
    assert.ok(answer.headers.get('retry-after'));
    await other.stop();
  });
});

it('leaves the process as it was: no listener, no variable, nothing printed — distribution.md L-1', async (test) => {
  const events = ['SIGTERM', 'SIGINT', 'unhandledRejection', 'uncaughtException', 'exit'] as const;
  const listeners = () => events.map((event) => process.listenerCount(event));
  const before = listeners();
  const prints = [process.stdout, process.stderr].map((stream) => test.mock.method(stream, 'write'));
  const variables = process.env;
  const reads: PropertyKey[] = [];
  process.env = new Proxy(variables, {
    get(target, name) {
      reads.push(name);
      return Reflect.get(target, name);
    },
  });
  try {
    const embedded = await embed('https://quiet.example/auth');
    await tokenOf(embedded);
    assert.deepEqual(listeners(), before);
    await embedded.stop();
  } finally {
    process.env = variables;
  }
  const printed = prints.flatMap(({ mock }) => mock.calls.map((call) => String(call.arguments[0])));
  assert.deepEqual(
    printed.filter((text) => text.includes('quiet.example') || text.startsWith('{"level')),
    [],
  );
  assert.deepEqual(
    reads.filter((name) => /GRANTOR|DATABASE|BASE_URL|SECRET/.test(String(name))),
    [],
  );
});

it('is closed and opened again under load, and no answered token is lost — distribution.md L-6', async () => {
  const embedded = await embed('https://busy.example/auth');
  const { issuer } = embedded.grantor;
  const answered: string[] = [];
  const statuses = new Set<number>();
  let current = embedded.grantor;
  let isOver = false;
  const asks = async (): Promise<void> => {
    while (!isOver) {
      const answer = await current.fetch(tokenRequest(issuer));
      statuses.add(answer.status);
      if (answer.status === 200)
        answered.push(((await answer.json()) as { access_token: string }).access_token);
      await new Promise(setImmediate);
    }
  };
  const load = Array.from({ length: 8 }, asks);
  for (let round = 1; round <= 3; round += 1) {
    while (answered.length < round * 20) await new Promise(setImmediate);
    current = await embedded.again();
  }
  isOver = true;
  await Promise.all(load);
  for (const status of statuses) assert.ok([200, 503].includes(status), String(status));
  assert.ok(answered.length >= 60);
  for (const token of answered) assert.equal(await isActive({ ...embedded, grantor: current }, token), true);
  await embedded.stop();
});
