import { isPublic } from '../model/client.ts';
import { type AuthMethod, lasting } from './method.ts';

/** RFC 6749 §2.1: a public client only names itself (protocol.md CA-1). */
export const none: AuthMethod = {
  name: 'none',
  by: 'name',
  parameters: [],
  read: ({ params, basic }) => {
    if (basic !== null && basic.password !== '') return null;
    const named = params.get('client_id');
    const clientId = named ?? basic?.user;
    if (clientId === undefined || clientId === '') return null;
    return { clientId, value: null, raw: { clientId: named ?? basic?.raw.user ?? clientId, value: '' } };
  },
  serves: isPublic,
  prove: () => lasting,
};
