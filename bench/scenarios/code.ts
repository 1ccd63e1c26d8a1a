import { authorizationRequest, codeVerifier } from '../fixtures/authorization-request.ts';
import type { FixtureClient } from '../fixtures/fixtures.ts';
import { type Answer, headers } from '../load/answer.ts';
import type { Connection } from '../load/connection.ts';
import type { Iteration } from '../load/drive.ts';
import { get, postBody } from '../load/request.ts';
import { expectStatus, type LoopScenario, member, type Target } from './scenario.ts';
import { verifyTokens } from './verify-token.ts';

const codeParameter = /[?&]code=([^&]+)/;

/** The walk of a signed-in person's browser and the client: code, then tokens. */
export function walkFor(
  { system, endpoints }: Target,
  { cookie, client = system.fixtures.web }: { readonly cookie: string; readonly client?: FixtureClient },
): (on: Connection) => Promise<Answer> {
  const request = get(authorizationRequest(endpoints.authorization, client), { cookie });
  const rest = new URLSearchParams({
    grant_type: 'authorization_code',
    redirect_uri: client.redirect_uris[0] ?? '',
    client_id: client.client_id,
    client_secret: client.client_secret ?? '',
    code_verifier: codeVerifier,
  });
  return async (connection) => {
    const redirect = await connection.send(request);
    const [location = ''] = headers(redirect, 'location');
    const code = codeParameter.exec(location)?.[1];
    if (code === undefined) throw new Error(`${redirect.status} without a code: ${location}`);
    return expectStatus(await connection.send(postBody(endpoints.token, `${rest}&code=${code}`)), 200);
  };
}

export const code: LoopScenario = {
  kind: 'loop',
  name: 'code',
  iteration: 'authorization request with session and approval, then token exchange with PKCE',
  target: 1.5,
  async prepare(target, connections): Promise<Iteration[]> {
    const walk = walkFor(target, { cookie: await target.system.signIn(target.system.fixtures.user) });
    return connections.map((connection) => () => walk(connection));
  },
  async verify(target, answers) {
    for (const answer of answers) member(answer, 'refresh_token');
    await verifyTokens(
      target,
      answers.map((answer) => member(answer, 'id_token')),
    );
  },
};
