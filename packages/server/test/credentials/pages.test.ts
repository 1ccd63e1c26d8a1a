/** Credentials on the pages of people and of administrators (federation-vci-authlete.md §2). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hiddenFields, type Person, signIn } from '../races/person.ts';
import { post, proofAt, redeem, sent, tokenFor } from './raw.ts';
import { type CredentialWorld, startCredentialWorld } from './world.ts';

let world: CredentialWorld;
let root: Person;

before(async () => {
  world = await startCredentialWorld();
  root = await signIn(world.server.origin, world.server.origin, 'root');
});
after(() => world.stop());

/** The address of the offer on the page, and the code beside it. */
function offerOn(page: string): { uri: string; code: string } {
  const link = /href="(openid-credential-offer:[^"]+)"/.exec(page)?.[1] ?? assert.fail(page.slice(0, 4000));
  const uri = new URL(link.replaceAll('&amp;', '&')).searchParams.get('credential_offer_uri') ?? '';
  return { uri, code: /<strong id="code">(\d{6})</.exec(page)?.[1] ?? '' };
}

async function tokenOf(page: string): Promise<string> {
  const { uri, code } = offerOn(page);
  const grants = (await sent(uri)).body['grants'] as Record<string, Record<string, string>>;
  const grant = Object.values(grants).find((each) => 'pre-authorized_code' in each) ?? {};
  const answer = await redeem(world.server.origin, grant['pre-authorized_code'] ?? '', { tx_code: code });
  assert.equal(answer.status, 200);
  return String(answer.body['access_token']);
}

const submit = async (who: Person, at: string, path: string, more: Record<string, string> = {}) =>
  who.submit(path, { ...hiddenFields((await who.get(at)).page), ...more });

describe('the pages about credentials', () => {
  it('let a person take one into their wallet, and take it back — federation-vci-authlete.md VCI-3, VCI-17', async () => {
    const { origin } = world.server;
    const own = '/account/credentials';
    const { page } = await world.person.get(own);
    assert.match(page, /Employee pass/);
    const offered = await submit(world.person, own, `${own}/pass/offer`);
    assert.match(offered.page, /<svg class="qr[ "]/);
    const token = await tokenOf(offered.page);
    const proofs = { jwt: [await proofAt(origin)] };
    const made = await post(`${origin}/vci/credential`, token, { credential_identifier: 'pass', proofs });
    assert.equal(made.status, 200);
    const end =
      /href="(\/account\/credentials\/[^"]+\/revoke)"/.exec((await world.person.get(own)).page)?.[1] ?? '';
    const foreign = await root.get(end);
    assert.equal(foreign.response.status, 404);
    const list = async () => (await fetch(`${origin}/vci/status/1`)).text();
    const before = await list();
    const ended = await submit(world.person, end, end);
    assert.equal(ended.response.status, 303);
    assert.notEqual(await list(), before);
    assert.equal((await world.person.get(end)).response.status, 404);
  });

  it('let administrators offer, decide and revoke — federation-vci-authlete.md VCI-3, VCI-13, VCI-17', async () => {
    const { origin } = world.server;
    const all = '/admin/credentials';
    assert.equal((await world.person.get(all)).response.status, 403);
    const nobody = await submit(root, all, `${all}/offers`, { username: 'nobody', kind: 'pass', code: '1' });
    assert.match(nobody.page, /There is nobody of this name/);
    const offered = await submit(root, all, `${all}/offers`, { username: 'ada', kind: 'pass', code: '1' });
    assert.match(offered.page, /Employee pass for ada/);
    await tokenOf(offered.page);
    const token = await tokenFor(world, ['badge']);
    const proofs = { jwt: [await proofAt(origin)] };
    const asked = await post(`${origin}/vci/credential`, token, { credential_identifier: 'badge', proofs });
    const { page } = await root.get(all);
    const approve = /action="(\/admin\/credentials\/[^"]+\/approve)"/.exec(page)?.[1] ?? assert.fail(page);
    assert.equal((await root.submit(approve, hiddenFields(page))).response.status, 303);
    const { transaction_id } = asked.body;
    assert.equal((await post(`${origin}/vci/deferred`, token, { transaction_id })).status, 200);
    const end = /href="(\/admin\/credentials\/[^"]+\/revoke)"/.exec((await root.get(all)).page)?.[1] ?? '';
    assert.equal((await submit(root, end, end)).response.status, 303);
  });

  it('keep kinds of credentials as they are declared — federation-vci-authlete.md VCI-1', async () => {
    const at = '/admin/credentials/configurations';
    const declaration = JSON.stringify({ id: 'card', name: 'Card', claims: [{ path: ['name'] }] });
    const made = await submit(root, `${at}/new?as=json`, at, { declaration });
    assert.equal(made.response.headers.get('location')?.startsWith('/admin/credentials'), true, made.page);
    assert.match((await root.get('/admin/credentials')).page, /Card/);
    const refused = await submit(root, `${at}/new?as=json`, at, { declaration: '{"id":"x"}' });
    assert.equal(refused.response.status, 400);
    const gone = await submit(root, `${at}/card/delete`, `${at}/card/delete`, { name: 'card' });
    assert.equal(gone.response.status, 303);
  });
});
