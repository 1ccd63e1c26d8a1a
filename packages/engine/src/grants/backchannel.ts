import type { Grant } from './grant.ts';
import { polledGrant } from './polled.ts';

/** CIBA §10.1 */
export const backchannelGrant = 'urn:openid:params:grant-type:ciba';

/** A client that is told may poll as well (advanced.md CIB-6). */
export const backchannel: Grant = polledGrant({
  name: backchannelGrant,
  parameter: 'auth_req_id',
  origin: 'backchannel',
  isOffered: ({ backchannel: served }) => served === 'served',
  isOpenTo: (method) => method !== 'none', // CIBA §7.1: the client authenticates
});
