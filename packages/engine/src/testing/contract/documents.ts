import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { Client } from '../../model/client.ts';
import type { ClientDocument } from '../../model/client-document.ts';
import { sampleClient } from './sample-client.ts';
import { HOUR, later, SECOND, START, type World } from './world.ts';

export function documentContract(world: World): void {
  type Pair = { readonly client: Client; readonly document: ClientDocument };

  function pair(change: Partial<Client> = {}): Pair {
    const url = clientId(`https://${world.name('client')}.example/metadata.json`);
    const client: Client = { ...sampleClient, id: url, source: 'document', secrets: [], ...change };
    const document: ClientDocument = {
      ...{ url, text: '{"a":"ä"}', origin: 'live', etag: '"1"' },
      ...{ freshUntil: later(HOUR), withdrawnAt: null },
    };
    return { client, document };
  }

  const adopted = ({ client, document }: Pair) =>
    ({ kind: 'document_adopted', client, document, changed: null }) as const;

  const stored = async ({ id }: Client) => ({
    client: await world.store.findClient(id),
    document: await world.store.findClientDocument(id),
  });

  describe('clients that are documents', () => {
    it('are stored with their copy, and replaced by what it says later — clients.md §5 stale-if-error', async () => {
      const first = pair();
      assert.deepEqual(await stored(first.client), { client: null, document: null });
      await world.keep([adopted(first)]);
      assert.deepEqual(await stored(first.client), first);
      const second: Pair = {
        client: { ...first.client, name: 'Renamed' },
        document: { ...first.document, text: '{}', origin: 'shipped', etag: null },
      };
      await world.keep([adopted(second)]);
      assert.deepEqual(await stored(first.client), second);
    });

    it('never replace a client of another source — clients.md §1 Lookup order, security.md X-6', async () => {
      for (const source of ['administrator', 'app', 'dynamic'] as const) {
        const document = pair();
        const pinned = await world.client({ id: document.client.id, source });
        await world.refuses('document_adopted', [adopted(document)]);
        assert.deepEqual(await stored(pinned), { client: pinned, document: null });
        await world.keep([{ kind: 'document_withdrawn', client: document.client }]);
        assert.deepEqual(await stored(pinned), { client: pinned, document: null });
      }
    });

    it('are confirmed without a change of the client', async () => {
      const first = pair();
      const document = { ...first.document, etag: '"2"', freshUntil: later(2 * HOUR) };
      await world.refuses('document_confirmed', [{ kind: 'document_confirmed', document }]);
      await world.keep([adopted(first)]);
      await world.keep([{ kind: 'document_confirmed', document }]);
      assert.deepEqual(await stored(first.client), { client: first.client, document });
    });

    it('are inactive once withdrawn, and keep the time of their end', async () => {
      const first = pair();
      await world.keep([adopted(first)]);
      const withdrawn = { kind: 'document_withdrawn', client: first.client } as const;
      await world.keep([withdrawn], later(SECOND));
      await world.keep([withdrawn], later(2 * SECOND));
      const { client, document } = await stored(first.client);
      assert.equal(client?.status, 'inactive');
      assert.equal(document?.withdrawnAt, later(SECOND));
      const account = await world.account();
      const parties = { client: first.client, account, session: await world.session(account) };
      await world.refuses('code_issued', [{ kind: 'code_issued', code: world.code(parties) }]);
      await world.keep([adopted(first)], START);
      await world.keep([{ kind: 'code_issued', code: world.code(parties) }]);
    });

    it('stay inactive once somebody made them so, whatever was under way — product.md C-5, security.md T-3', async () => {
      const first = pair();
      await world.keep([adopted(first)]);
      const blocked = { ...first.client, status: 'inactive' } as const;
      await world.client(blocked);
      await world.keep([adopted({ ...first, client: { ...first.client, name: 'Renamed' } })]);
      assert.equal((await stored(first.client)).client?.status, 'inactive');
      await world.keep([{ kind: 'document_withdrawn', client: first.client }]);
      assert.equal((await stored(first.client)).document?.withdrawnAt, null);
      await world.keep([adopted(first)]);
      assert.equal((await stored(first.client)).client?.status, 'inactive');
    });

    it('may be adopted by all of twenty at once', async () => {
      const first = pair();
      const results = await Promise.all(Array.from({ length: 20 }, () => world.commit([adopted(first)])));
      assert.ok(results.every(({ ok }) => ok));
      assert.deepEqual(await stored(first.client), first);
    });
  });
}
