/** Fifty at once over HTTP: codes, transaction codes, nonces and deferred ids count once (federation-vci-authlete.md §2). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTwoProcesses } from '../two-processes.ts';
import { codeOf, post, proofAt, type Reply, redeem } from './raw.ts';
import {
  bootstrap,
  type CredentialWorld,
  manager,
  type Offered,
  offerBy,
  startCredentialWorld,
} from './world.ts';

const won = (answers: readonly Reply[]): number => answers.filter(({ status }) => status === 200).length;

const lost = (answers: readonly Reply[]): readonly unknown[] => [
  ...new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body['error'])),
];

type Raced = Pick<CredentialWorld, 'manage' | 'offer' | 'stop'> & {
  /** Where requests go, in turn; one database behind them. */
  readonly origins: readonly string[];
  /** BASE_URL of all of them. */
  readonly publicOrigin: string;
};

async function onSqlite(): Promise<Raced> {
  const world = await startCredentialWorld();
  const { origin } = world.server;
  return { ...world, origins: [origin], publicOrigin: origin };
}

async function onPostgres(): Promise<Raced> {
  const servers = await startTwoProcesses({ bootstrap, environment: { ENABLE_VCI: 'true' } });
  const manage = await manager(servers.origins[0] ?? '', servers.publicOrigin);
  return { ...servers, manage, offer: (ids, more) => offerBy(manage, ids, more) };
}

const races = (name: string, start: () => Promise<Raced>) =>
  describe(`fifty at once on ${name}`, () => {
    let world: Raced;
    let origin: string;

    before(async () => {
      world = await start();
      origin = world.origins[0] ?? '';
    });
    after(() => world.stop());

    const fifty = (work: (origin: string) => Promise<Reply>): Promise<Reply[]> =>
      Promise.all(
        Array.from({ length: 50 }, (_, index) => work(world.origins[index % world.origins.length] ?? '')),
      );

    /** The offer is named by the public address; the code is the same wherever it is read. */
    const code = async (offer: Offered): Promise<string> =>
      codeOf({
        ...offer,
        credential_offer_uri: offer.credential_offer_uri.replace(world.publicOrigin, origin),
      });

    const token = async (id: string): Promise<string> => {
      const { body } = await redeem(origin, await code(await world.offer([id])));
      return String(body['access_token']);
    };

    it('redeem a pre-authorized code once — federation-vci-authlete.md VCI-4', async () => {
      const given = await code(await world.offer(['pass']));
      const answers = await fifty((at) => redeem(at, given));
      assert.deepEqual([won(answers), lost(answers)], [1, ['invalid_grant']]);
    });

    it('guess a transaction code five times at most — federation-vci-authlete.md VCI-4', async () => {
      const offer = await world.offer(['pass'], { tx_code: true });
      const given = await code(offer);
      const answers = await fifty((at) => redeem(at, given, { tx_code: 'wrong!' }));
      assert.deepEqual([won(answers), lost(answers)], [0, ['invalid_grant']]);
      const right = await redeem(origin, given, { tx_code: offer.tx_code ?? '' });
      assert.equal(right.body['error'], 'invalid_grant');
    });

    it('use a nonce once — federation-vci-authlete.md VCI-8', async () => {
      const held = await token('pass');
      const proofs = { jwt: [await proofAt(world.publicOrigin, { at: origin })] };
      const ask = (at: string) =>
        post(`${at}/vci/credential`, held, { credential_identifier: 'pass', proofs });
      const answers = await fifty(ask);
      assert.deepEqual([won(answers), lost(answers)], [1, ['invalid_nonce']]);
    });

    it('collect a deferred credential once — federation-vci-authlete.md VCI-13', async () => {
      const held = await token('badge');
      const proofs = { jwt: [await proofAt(world.publicOrigin, { at: origin })] };
      const asked = await post(`${origin}/vci/credential`, held, { credential_identifier: 'badge', proofs });
      const [{ id } = { id: '' }] = (await world.manage('GET', '/credential-requests')).body['items'] as {
        id: string;
      }[];
      await world.manage('POST', `/credential-requests/${id}/approve`);
      const { transaction_id } = asked.body;
      const answers = await fifty((at) => post(`${at}/vci/deferred`, held, { transaction_id }));
      assert.deepEqual([won(answers), lost(answers)], [1, ['invalid_transaction_id']]);
    });
  });

races('SQLite', onSqlite);
races('two processes over one PostgreSQL', onPostgres);
