import type { Case } from '../run/case.ts';
import type { ProtectedConversation } from './conversation.ts';

// Cases of a protected URL: resource.md §10.

/** What a service or the way it runs may not offer. */
export const PROTECTED_FEATURES = [
  'dpop',
  'house_texts',
  'introspection',
  'metadata',
  'public_paths',
  'raw_headers',
  'scopes',
  'set_ups',
  'step_up',
  'without_authentication',
] as const;
export type ProtectedFeature = (typeof PROTECTED_FEATURES)[number];

/** All services run in one process and every service has issuers of its own. */
export type ProtectedSetup = 'services';

export type ProtectedCase = Case<ProtectedConversation, ProtectedFeature, ProtectedSetup>;
