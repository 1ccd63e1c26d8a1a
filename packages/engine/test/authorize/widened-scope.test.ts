/** What a scope has come to include since somebody allowed it (protocol.md IN-3, IN-6). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import type { ResourceScope } from '../../src/model/resource.ts';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import { exampleClient, exampleResource, exampleScope } from '../../src/testing/index.ts';
import { flowOf, frontChannel, interactionOf, type Parameters, request, stepOf } from './front-channel.ts';

const uri = 'https://files.example';
const drive = (...scopes: readonly (readonly [string, Partial<ResourceScope>])[]) =>
  exampleResource({ uri, scopes: scopes.map(([name, change]) => exampleScope(name, change)) });

const narrow = drive(['manage', {}], ['list', {}], ['see', {}]);
const wide = drive(['manage', { implies: ['list'] }], ['list', {}], ['see', {}]);
const wider = drive(['manage', { implies: ['list'] }], ['list', { implies: ['see'] }], ['see', {}]);

const asked = (scope: string, change: Parameters = {}) =>
  request({ client_id: 'drive-app', scope, resource: uri, ...change });

const front = (resource: typeof narrow, source: Client['source']) =>
  frontChannel({
    seed: {
      resources: [resource],
      clients: [
        exampleClient({
          ...{ id: clientId('drive-app'), source, scopes: ['manage', 'list', 'see'] },
          redirectUris: ['https://app.example/callback'],
        }),
      ],
    },
  });

const scopesAsked = (outcome: AuthorizeOutcome) => {
  const { step } = interactionOf(outcome);
  assert.ok(step.kind === 'consent');
  return step.scopes.map(({ name, known }) => `${name} ${known ? 'known' : 'new'}`);
};

for (const [source, places] of [
  ['administrator', [{}, { resource: undefined }]],
  ['dynamic', [{}]],
] as const)
  for (const place of places)
    describe(`an allowed scope, of a client ${source}, ${'resource' in place ? 'without' : 'with'} a resource — protocol.md IN-3`, () => {
      const allow = async (world: ReturnType<typeof front>, scope: string) => {
        const first = await world.ask(asked(scope, place));
        assert.equal(stepOf(await world.resume(flowOf(first), 'approve')), 'code');
      };

      it('does not answer for one that it has come to include since', async () => {
        const world = front(narrow, source);
        await allow(world, 'manage');
        assert.equal(stepOf(await world.ask(asked('manage', place))), 'code');
        world.harness.store.put.resource(wide);
        assert.deepEqual(scopesAsked(await world.ask(asked('list', place))), ['list new']);
        assert.deepEqual(scopesAsked(await world.ask(asked('manage list', place))), [
          'manage new',
          'list new',
        ]);
      });

      it('is asked for again once it includes more, through any number of steps, and then holds', async () => {
        const world = front(wide, source);
        await allow(world, 'manage');
        assert.equal(stepOf(await world.ask(asked('list', place))), 'code');
        world.harness.store.put.resource(wider);
        assert.deepEqual(scopesAsked(await world.ask(asked('manage', place))), ['manage new']);
        await allow(world, 'manage');
        assert.equal(stepOf(await world.ask(asked('manage', place))), 'code');
        assert.equal(stepOf(await world.ask(asked('see', place))), 'code');
        const codes = [...world.harness.store.snapshot().codes.values()];
        assert.deepEqual(codes[0]?.claims.included, { [uri]: ['list'] });
        assert.deepEqual(codes.at(-1)?.claims.included, {});
        assert.deepEqual(codes.at(-2)?.claims.included, { [uri]: ['list', 'see'] });
      });

      it('holds where everything that it includes by now was allowed by itself', async () => {
        const world = front(narrow, source);
        await allow(world, 'manage list');
        world.harness.store.put.resource(wide);
        assert.equal(stepOf(await world.ask(asked('manage', place))), 'code');
      });

      it('answers for no more than it includes now', async () => {
        const world = front(wide, source);
        await allow(world, 'manage');
        world.harness.store.put.resource(narrow);
        assert.deepEqual(scopesAsked(await world.ask(asked('list', place))), ['list new']);
      });
    });

describe('a page that asks for a scope — protocol.md IN-6', () => {
  it('says what it includes there, in words', async () => {
    const world = front(
      drive(
        ['manage', { implies: ['list'] }],
        ['list', { description: 'See the names of your files', implies: ['see'] }],
        ['see', {}],
      ),
      'administrator',
    );
    const { step } = interactionOf(await world.ask(asked('manage')));
    assert.ok(step.kind === 'consent');
    assert.deepEqual(step.scopes[0]?.includes, [
      { name: 'list', description: 'See the names of your files' },
      { name: 'see', description: null },
    ]);
  });
});
