import type { AuthMethod } from './method.ts';
import { pretendSecret, proveSecret, sendsSecret } from './secret.ts';

/** RFC 6749 §2.3.1: the secret in the body. */
export const secretPost: AuthMethod = {
  name: 'client_secret_post',
  by: 'secret',
  parameters: ['client_secret'],
  read: ({ params, basic }) => {
    const value = params.get('client_secret');
    const clientId = params.get('client_id') ?? basic?.user;
    return value === undefined || clientId === undefined ? null : { clientId, value };
  },
  serves: sendsSecret,
  prove: proveSecret,
  pretend: pretendSecret,
};
