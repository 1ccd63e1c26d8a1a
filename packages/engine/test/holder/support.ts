import { secondOf } from '@grantor/protocol';
import {
  approveCode,
  createTestHolder,
  exampleSource,
  exampleVerifier,
  getWith,
  type ProofContent,
  postForm,
  type TestHolder,
} from '../../src/testing/index.ts';
import { expectOk, type World, webAuthorization } from '../support.ts';

export const tokenUrl = 'https://auth.example/oauth/token';
export const userinfoUrl = 'https://auth.example/oauth/userinfo';
export const [holder, another]: readonly [TestHolder, TestHolder] = [createTestHolder(), createTestHolder()];

export type Proving = { readonly by?: TestHolder } & Partial<ProofContent>;

/** The header values of one proof for the token endpoint, unless changed. */
export const proof = ({ ports }: World, { by = holder, ...change }: Proving = {}): readonly [string] => [
  by.proof({ htm: 'POST', htu: tokenUrl, iat: secondOf(ports.clock.now()), ...change }),
];

type Fields = Parameters<typeof postForm>[0];

export const byClient = (world: World, dpop: readonly string[], change: Fields = {}) =>
  world.engine.token(
    postForm({ grant_type: 'client_credentials', scope: 'read', ...change }, { ...webAuthorization, dpop }),
  );

export const redeemWith = (world: World, code: string, dpop: readonly string[]) =>
  world.engine.token(
    postForm(
      {
        ...{ grant_type: 'authorization_code', client_id: 'native', code },
        ...{ redirect_uri: 'http://127.0.0.1:8888/callback', code_verifier: exampleVerifier },
      },
      { dpop },
    ),
  );

export const refreshWith = (
  world: World,
  refreshToken: string,
  { dpop, ...change }: { readonly dpop: readonly string[] } & Fields,
) =>
  world.engine.token(
    postForm(
      { grant_type: 'refresh_token', client_id: 'native', refresh_token: refreshToken, ...change },
      { dpop },
    ),
  );

/** The tokens of a fresh family of the public client, bound to the holder's key. */
export async function signInBound(world: World, proving: Proving = {}) {
  return expectOk(await redeemWith(world, await approveCode(world), proof(world, proving)));
}

type Presenting = Proving & { readonly scheme?: string; readonly dpop?: readonly string[] };

/** The token at the userinfo endpoint, with a proof for it. */
export const present = (world: World, token: string, { scheme = 'DPoP', dpop, ...change }: Presenting = {}) =>
  world.engine.userinfo({
    ...getWith(null),
    source: exampleSource({ method: 'GET', path: '/oauth/userinfo' }),
    authorization: `${scheme} ${token}`,
    dpop: dpop ?? proof(world, { htm: 'GET', htu: userinfoUrl, token, ...change }),
  });
