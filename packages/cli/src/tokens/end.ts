/** Ends a sign-in: taken back at the server, refresh token first, then forgotten (cli.md §1, RFC 7009 §2). */

import { tokenRevocation } from 'openid-client';
import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import { discover } from '../server/discover.ts';
import { protocolClient } from '../server/protocol-client.ts';
import type { Keeper, Kept } from './keeper.ts';

export type Ended = {
  readonly address: string;
  readonly outcome: 'revoked' | 'forgotten_only' | 'not_revocable' | 'not_signed_in';
};

type Frame = Pick<Invocation, 'http' | 'settings' | 'output'>;

export async function endSignIn(frame: Frame, address: string, keeper: Keeper): Promise<Ended> {
  return keeper.locked(async ({ kept, forget }) => {
    if (kept === null) return { address, outcome: 'not_signed_in' };
    const outcome = await revokeSignIn(frame, kept);
    await forget();
    return { address, outcome };
  });
}

/** Takes its tokens back at the server. Never rejects because the server cannot be told. */
export async function revokeSignIn(
  frame: Frame,
  { signIn, client }: Kept,
): Promise<Exclude<Ended['outcome'], 'not_signed_in'>> {
  try {
    const { http, settings } = frame;
    const { metadata } = await discover(signIn.issuer, { http, allowsHttp: settings.allowsHttp });
    if (metadata.revocation_endpoint === undefined) return 'not_revocable';
    const configuration = protocolClient({ metadata, client, http }, 'idempotent');
    const { refreshToken, tokens } = signIn;
    if (refreshToken !== undefined) {
      await tokenRevocation(configuration, refreshToken, { token_type_hint: 'refresh_token' });
    }
    for (const { accessToken } of tokens) {
      await tokenRevocation(configuration, accessToken, { token_type_hint: 'access_token' });
    }
    return 'revoked';
  } catch (error) {
    frame.output.detail(
      error instanceof Failure ? error.message : 'the server refused to take the tokens back',
    );
    return 'forgotten_only';
  }
}
