import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { approvedDevice, pollDevice } from '../races/device.ts';
import {
  fixtures,
  hiddenFields,
  type Person,
  post,
  redemption,
  signIn,
  signInAgain,
} from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

const scope = 'openid profile';

describe('a session that goes on under a new id', () => {
  let server: TestServer;
  let person: Person;
  before(async () => {
    server = await startTestServer({ bootstrap: fixtures });
  });
  after(() => server.stop());

  const signOut = async (): Promise<void> => {
    const { page } = await person.get('/oauth/logout');
    const { response } = await person.submit('/oauth/logout', hiddenFields(page));
    assert.equal(response.status, 200);
  };

  it('ends at sign-out the codes it was issued before — protocol.md SE-2, LO-5', async () => {
    person = await signIn(server.origin);
    const code = await person.code(server.origin, scope);
    await signInAgain(person);
    await signOut();
    const { status, body } = await post(server.origin, '/oauth/token', redemption(code));
    assert.deepEqual([status, body['error']], [400, 'invalid_grant']);
  });

  it('ends at sign-out the devices it approved before — protocol.md SE-2, LO-5', async () => {
    person = await signIn(server.origin);
    const device = await approvedDevice(person, server.origin);
    await signInAgain(person);
    await signOut();
    const { status, body } = await pollDevice(server.origin, device);
    assert.deepEqual([status, body['error']], [400, 'access_denied']);
  });
});
