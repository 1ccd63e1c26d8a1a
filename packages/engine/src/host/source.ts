import type { Source } from '../ports/facts.ts';
import type { Random } from '../ports/ports.ts';

/** No connection, no browser: the program around the server asks, in its own name or in that of its client. */
export const inProcess = (random: Random, actor: 'application' | 'client'): Source => ({
  address: 'in process',
  userAgent: null,
  requestId: random.token(12),
  method: '',
  path: '',
  ...(actor === 'application' ? { actor } : {}),
});
