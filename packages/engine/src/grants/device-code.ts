import type { Grant } from './grant.ts';
import { polledGrant } from './polled.ts';

/** RFC 8628 §3.4 */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** RFC 8628 §3.4, §3.5 */
export const deviceCode: Grant = polledGrant({
  name: deviceGrant,
  parameter: 'device_code',
  origin: 'device_code',
  isOffered: () => true,
  isOpenTo: () => true,
});
