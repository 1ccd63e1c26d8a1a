import type { AuthMethod } from './method.ts';
import { holdsSecret, proveSecret } from './secret.ts';

/** RFC 6749 §2.3.1: the secret as HTTP Basic. An empty password only names the client (protocol.md CA-1). */
export const secretBasic: AuthMethod = {
  name: 'client_secret_basic',
  read: ({ basic }) =>
    basic === null || basic.password === '' ? null : { clientId: basic.user, value: basic.password },
  serves: holdsSecret,
  prove: proveSecret,
};
