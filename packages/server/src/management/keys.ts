/** The server's signing keys (protocol.md JW-2): the operations of `administration/keys.ts`. */

import { secondOf } from '@grantor/protocol';
import { z } from 'zod';
import { retireKey, rotateKey } from '../administration/keys.ts';
import { idOfKey, pathKey } from '../console/path-key.ts';
import { conflict, invalid, noSuch } from '../http/problem.ts';
import { type KeyAlgorithm, keyAlgorithms, useOf } from '../keys/key-algorithm.ts';
import type { KeySummary, Rotation } from '../keys/key-ring.ts';
import { keyStandings } from '../keys/server-key.ts';
import type { Site } from '../site/site.ts';
import { operation } from './operation.ts';
import { listOf, moment, momentOf, page, portionOf } from './shapes.ts';

const keyShape = z
  .strictObject({
    id: z.string().describe('Names the key in paths: its `kid`, or a text that stands for it.'),
    kid: z.string(),
    alg: z.enum(keyAlgorithms),
    use: z.enum(['sig', 'enc']).describe('`sig`: it signs. `enc`: request objects may be encrypted for it.'),
    standing: z
      .enum(keyStandings)
      .describe(
        '`next` signs later, `active` signs, `retiring` is published while a token that it signed may live, `retired` verifies ID token hints only, `gone` nothing. A key of `enc` opens what is encrypted for it from `next` to `retiring`, and is published before that.',
      ),
    signs: z
      .array(z.enum(['access_token', 'id_token']))
      .describe('Empty: what clients ask for by themselves, or nothing, for a key of `enc`.'),
    created_at: moment,
    signs_from: moment,
    signs_until: moment.optional().describe('Absent: no successor is known yet.'),
  })
  .meta({ id: 'Key' });

const keyBody = ({ kid, alg, standing, ...life }: KeySummary, site: Site): z.input<typeof keyShape> => ({
  ...{ id: pathKey(kid), kid, alg, use: useOf(alg), standing },
  signs: [...site.system.signedBy(alg)],
  created_at: momentOf(life.createdAt),
  signs_from: momentOf(life.activatesAt),
  ...(life.retiresAt === null ? {} : { signs_until: momentOf(life.retiresAt) }),
});

const listed = ({ keys, now }: Site): readonly KeySummary[] => keys.ring.list(secondOf(now()));

const algorithmsInUse = (site: Site): readonly KeyAlgorithm[] =>
  keyAlgorithms.filter((each) =>
    listed(site).some(({ alg, standing }) => alg === each && standing === 'active'),
  );

const tag = 'keys';

export const keyOperations = [
  operation({
    ...{ name: 'listKeys', method: 'GET', path: '/keys', tag, success: 'value' },
    summary: 'Keys, in the order in which they sign, or take what is encrypted',
    query: z.strictObject(page),
    answer: listOf(keyShape),
    run: async ({ site, query }) => ({
      body: portionOf(listed(site), query, {
        item: (key) => keyBody(key, site),
        key: ({ activatesAt, kid }) => `${String(activatesAt).padStart(12, '0')} ${kid}`,
      }),
    }),
  }),
  operation({
    ...{ name: 'rotateKeys', method: 'POST', path: '/keys/rotate', tag, success: 'value' },
    problems: ['conflict'],
    summary: 'Publishes successors, which take their places a day later',
    body: z.strictObject({
      alg: z.enum(keyAlgorithms).optional().describe('Absent: of every key in use.'),
    }),
    answer: z
      .strictObject({ items: z.array(keyShape).describe('The successors that are published now.') })
      .meta({ id: 'KeyRotation' }),
    async run({ site, actor, body: { alg } }) {
      const inUse = algorithmsInUse(site);
      const wanted = alg === undefined ? inUse : inUse.filter((each) => each === alg);
      if (wanted.length === 0)
        throw invalid([
          { field: 'alg', code: 'unused', message: 'No key of this algorithm is in use here.' },
        ]);
      const published: KeySummary[] = [];
      const refused: Exclude<Rotation['kind'], 'published'>[] = [];
      for (const each of wanted) {
        const rotation = await rotateKey(site.keys, actor, each);
        if (rotation.kind !== 'published') refused.push(rotation.kind);
        else
          published.push(
            ...listed(site).filter((key) => key.alg === each && key.activatesAt === rotation.signsFrom),
          );
      }
      const [first] = refused;
      if (published.length === 0 && first !== undefined) throw refusals[first]();
      return { body: { items: published.map((key) => keyBody(key, site)) } };
    },
  }),
  operation({
    ...{ name: 'retireKey', method: 'POST', path: '/keys/{key_id}/retire', tag, success: 'nothing' },
    problems: ['missing', 'conflict'],
    summary: 'In an emergency: the key leaves the key set, and what it signed is refused from now on',
    async run({ site, actor, ids: [id = ''] }) {
      const kid = await idOfKey(id, async () => listed(site).map((key) => key.kid));
      const outcome = kid === null ? 'unknown' : await retireKey(site.keys, actor, kid);
      if (outcome === 'unknown') throw noSuch();
      if (outcome === 'last')
        throw conflict('last_key', 'Nothing else of its algorithm could sign. Rotate first.');
    },
  }),
];

const refusals = {
  on_its_way: () => conflict('on_its_way', 'A successor is published already.'),
  pinned: () => conflict('pinned', 'The operator brought this key, and brings another one the same way.'),
};
