import type { Answer, Ask } from './ask.ts';

export const unknownClientId = 'grantor-doctor-unknown-client';

/** What the token endpoint says to a code nobody issued, from a client nobody registered. */
export const askUnknownClient = (
  tokenEndpoint: string,
  ask: Ask,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  ask({
    url: tokenEndpoint,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: unknownClientId,
      code: 'grantor-doctor',
      redirect_uri: 'http://127.0.0.1/callback',
      code_verifier: 'grantor-doctor-grantor-doctor-grantor-doctor',
    }).toString(),
  });
