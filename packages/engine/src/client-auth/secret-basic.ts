import type { AuthMethod } from './method.ts';
import { pretendSecret, proveSecret, sendsSecret } from './secret.ts';

/** RFC 6749 §2.3.1: the secret as HTTP Basic. An empty password only names the client (protocol.md CA-1). */
export const secretBasic: AuthMethod = {
  name: 'client_secret_basic',
  by: 'secret',
  parameters: [],
  read: ({ params, basic }) => {
    if (basic === null || basic.password === '') return null;
    const { user, password, raw } = basic;
    // A client_id in the body, one of the two, says which
    const named = params.get('client_id');
    return {
      clientId: named ?? user,
      value: password,
      raw: { clientId: named ?? raw.user, value: raw.password },
    };
  },
  serves: sendsSecret,
  prove: proveSecret,
  pretend: pretendSecret,
};
