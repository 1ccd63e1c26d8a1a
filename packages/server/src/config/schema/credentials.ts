import { bool } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** federation-vci-authlete.md §2 */
export const credentials = {
  enabled: variable(bool, {
    name: 'ENABLE_VCI',
    default: 'false',
    meaning:
      'people get verifiable credentials into their wallets (OpenID4VCI), as administrators describe them',
  }),
  attestationChallenge: variable(bool, {
    name: 'ENABLE_ATTESTATION_CHALLENGE',
    default: 'false',
    meaning:
      'whether wallets that prove themselves by attestation have to carry a challenge of this server, which its `challenge_endpoint` gives',
  }),
};
