import { isFapi } from '@grantor/engine/surface';
import { bool, seconds, token } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const registration = {
  enabled: variable(bool, {
    name: 'ENABLE_DYNAMIC_CLIENT_REGISTRATION',
    default: {
      words: 'true; under a PROFILE of FAPI only with DYNAMIC_CLIENT_REGISTRATION_TOKEN',
      text: (of) => String(!isFapi(of('PROFILE')) || of('DYNAMIC_CLIENT_REGISTRATION_TOKEN') !== ''),
    },
    meaning: 'applications may register themselves; false: none new, those there are keep working',
  }),
  token: variable(token, {
    name: 'DYNAMIC_CLIENT_REGISTRATION_TOKEN',
    default: null,
    meaning: 'initial access token that registration then asks for',
  }),
  clientLifetime: variable(seconds({ from: '1s', to: '87600h', zero: 'for ever' }), {
    name: 'CLIENT_LIFETIME',
    default: '2160h',
    meaning: 'a client that registered itself ends when it was not used for so long and holds no tokens',
  }),
};
