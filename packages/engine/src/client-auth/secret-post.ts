import type { AuthMethod } from './method.ts';
import { holdsSecret, verifySecret } from './secret.ts';

/** RFC 6749 §2.3.1: the secret in the body. */
export const secretPost: AuthMethod = {
  name: 'client_secret_post',
  read: ({ params, basic }) => {
    const secret = params.get('client_secret');
    const clientId = params.get('client_id') ?? basic?.user;
    return secret === undefined || clientId === undefined ? null : { clientId, secret };
  },
  serves: holdsSecret,
  verify: (client, { secret }, now) => verifySecret(client, secret, now),
};
