/**
 * What this product has beyond the Authlete API (docs/authlete.md): what its credentials name, and what wallets come back
 * with. A service of another make answers these with 404.
 */

import { document, empty, fault, json as jsonBody } from './action.ts';
import { guarded, requestWithToken } from './federation-and-credentials.ts';
import { text } from './field.ts';
import { dpopNonce } from './shared-fields.ts';

const named = {
  ...({ isExtension: true, methods: ['POST'] } as const),
  ...({ request: { identifier: text }, required: ['identifier'], reply: {} } as const),
} as const;

export const extensionOperations = {
  /** SD-JWT VC §6 */
  'vci/type': { ...named, actions: { ...fault, OK: jsonBody(200), NOT_FOUND: jsonBody(404) } },
  /** Token Status List §8.1 */
  'vci/status': {
    ...named,
    actions: { ...fault, OK: document('application/statuslist+jwt'), NOT_FOUND: jsonBody(404) },
  },
  /** OpenID4VCI §11 */
  'vci/notification': {
    ...requestWithToken,
    isExtension: true,
    reply: {},
    actions: { ...guarded, NO_CONTENT: empty(204), NOT_FOUND: jsonBody(404) },
  },
  /** Client Attestation §6.3 */
  'auth/attestation/challenge': {
    ...({ isExtension: true, methods: ['POST'], request: {}, required: [] } as const),
    reply: dpopNonce,
    actions: { ...fault, OK: jsonBody(200), NOT_FOUND: jsonBody(404) },
  },
} as const;
