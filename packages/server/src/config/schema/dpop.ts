import { bool, seconds } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const dpop = {
  proofMaxAge: variable(seconds({ from: '30s', to: '1h' }), {
    name: 'DPOP_PROOF_MAX_AGE',
    default: '300s',
    meaning: 'how old a DPoP proof may be',
  }),
  nonceRequired: variable(bool, {
    name: 'ENABLE_DPOP_NONCE',
    default: 'false',
    meaning: 'whether DPoP proofs have to carry a nonce of this server; a client may be set otherwise',
  }),
};
