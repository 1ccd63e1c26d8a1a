import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { readClientDocument } from '../../src/client-documents/read-document.ts';
import { registerClient } from '../../src/host/clients.ts';
import { registrationRules } from '../../src/registration/rules.ts';
import { documentUrl, exampleDocument } from '../../src/testing/index.ts';
import { createWorld, expectError, json } from '../support.ts';
import { jsonRequest, metadata, register } from './client.ts';

const sector = 'https://sector.example/uris.json';
const uris = ['https://one.example/cb', 'https://two.example/cb'];
const wanted = { subject_type: 'pairwise', sector_identifier_uri: sector, redirect_uris: uris };

describe('the sector of a client — OpenID Connect Registration §5', () => {
  it('is asked on behalf of whoever registers, and echoed — advanced.md PWS-3', async () => {
    const world = createWorld();
    world.sectors.pages.set(sector, [...uris, 'https://three.example/cb']);
    const told = await register(world, wanted);
    assert.deepEqual([told['subject_type'], told['sector_identifier_uri']], ['pairwise', sector]);
    assert.deepEqual(world.sectors.asked, [`${sector} for 192.0.2.1`]);
  });

  it('has to list every redirect URI, whatever the subject type — advanced.md PWS-3', async () => {
    const world = createWorld();
    for (const page of [undefined, [], uris.slice(1)]) {
      if (page !== undefined) world.sectors.pages.set(sector, page);
      for (const subject_type of ['pairwise', 'public']) {
        const asked = jsonRequest(metadata({ ...wanted, subject_type }));
        const reply = expectError(await world.engine.register(asked), 400, 'invalid_client_metadata');
        assert.match(json(reply).error_description, /^sector_identifier_uri: /);
        await assert.rejects(registerClient(world, metadata({ ...wanted, subject_type })));
      }
    }
    assert.equal([...world.store.snapshot().registrations].length, 0);
  });

  it('is asked again when the client changes — advanced.md PWS-3', async () => {
    const world = createWorld();
    world.sectors.pages.set(sector, uris);
    const told = await register(world, wanted);
    const change = (redirect_uris: readonly string[]) =>
      world.engine.replaceClient({
        ...jsonRequest({ ...metadata(), ...wanted, client_id: told.client_id, redirect_uris }),
        clientId: told.client_id,
        authorization: `Bearer ${told.registration_access_token}`,
      });
    expectError(await change([...uris, 'https://evil.example/cb']), 400, 'invalid_client_metadata');
    assert.equal((await change(uris.slice(1))).status, 200);
    assert.equal(world.sectors.asked.length, 3);
  });

  it('stays as it was registered, or whoever was met in one is known by the names of another — advanced.md PWS-2', async () => {
    const world = createWorld();
    const own = { redirect_uris: ['https://evil.example/cb'] };
    const other = { redirect_uris: ['https://one.example/cb'] };
    const pairwise = { subject_type: 'pairwise' };
    for (const [was, becomes, status] of [
      [{ ...own, ...pairwise }, { ...other, ...pairwise }, 400],
      [{ ...own }, { ...own, ...pairwise }, 400],
      [{ ...own, ...pairwise }, { ...own }, 400],
      [{ ...own }, { ...other }, 200],
      [{ ...own, ...pairwise }, { redirect_uris: ['https://evil.example/d'], ...pairwise }, 200],
    ] as const) {
      const told = await register(world, was);
      const reply = await world.engine.replaceClient({
        ...jsonRequest({ ...metadata(), ...becomes, client_id: told.client_id }),
        clientId: told.client_id,
        authorization: `Bearer ${told.registration_access_token}`,
      });
      assert.equal(reply.status, status, JSON.stringify(becomes));
      if (status === 400) assert.match(json(reply).error_description, /^subject_type: /);
    }
  });

  it('is needed where the redirect URIs have not one host — advanced.md PWS-2', async () => {
    const world = createWorld();
    const { sector_identifier_uri: _, ...bare } = wanted;
    for (const redirect_uris of [uris, ['com.example.app:/cb']])
      expectError(
        await world.engine.register(jsonRequest(metadata({ ...bare, redirect_uris }))),
        400,
        'invalid_client_metadata',
      );
    const told = await register(world, {
      ...bare,
      redirect_uris: ['https://one.example/a', 'https://one.example/b'],
    });
    assert.equal(told['subject_type'], 'pairwise');
    assert.deepEqual(world.sectors.asked, []);
  });

  it('however long it takes, brings back nothing that was taken from the client meanwhile — security.md T-4', async () => {
    const world = createWorld();
    world.sectors.pages.set(sector, uris);
    const told = await register(world, wanted);
    const id = clientId(told.client_id);
    const { lists } = world.sectors;
    world.sectors.lists = async (...asking) => {
      const client = await world.store.findClient(id);
      assert.ok(client);
      world.store.put.client({ ...client, allowedGroups: ['staff'], extraClaims: 'refused' });
      return lists(...asking);
    };
    const reply = await world.engine.replaceClient({
      ...jsonRequest({ ...metadata(wanted), client_name: 'Renamed', client_id: told.client_id }),
      clientId: told.client_id,
      authorization: `Bearer ${told.registration_access_token}`,
    });
    assert.equal(reply.status, 200, reply.body ?? '');
    const client = await world.store.findClient(id);
    assert.deepEqual([client?.name, client?.allowedGroups], ['Renamed', ['staff']]);
  });

  it('is over https, and where this server calls — advanced.md PWS-3', async () => {
    const world = createWorld();
    for (const uri of ['http://sector.example/', 'https://localhost/uris', 'sector.example', 7])
      expectError(
        await world.engine.register(jsonRequest(metadata({ ...wanted, sector_identifier_uri: uri }))),
        400,
        'invalid_client_metadata',
      );
    assert.deepEqual(world.sectors.asked, []);
  });

  it('is never fetched for a metadata document — advanced.md PWS-3, clients.md §5', () => {
    const rules = registrationRules(createWorld(), [], []);
    const read = (change: Parameters<typeof exampleDocument>[0]) =>
      readClientDocument(documentUrl, exampleDocument(change), rules);
    assert.equal(read({ subject_type: 'pairwise', sector_identifier_uri: sector }).kind, 'broken');
    const passedOver = read({ sector_identifier_uri: sector });
    assert.ok(passedOver.kind === 'client');
    assert.deepEqual(
      [passedOver.client.sectorIdentifierUri, passedOver.client.subjectType],
      [null, 'public'],
    );
    const own = read({ subject_type: 'pairwise' });
    assert.ok(own.kind === 'client');
    assert.equal(own.client.subjectType, 'pairwise');
  });
});
