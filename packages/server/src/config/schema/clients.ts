import { type Parsed, parsed, refused } from '../values/parse.ts';
import { bool, seconds, secret } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const registration = {
  enabled: variable(bool, {
    name: 'ENABLE_DYNAMIC_CLIENT_REGISTRATION',
    default: 'true',
    meaning: 'applications may register themselves; false: none new, those there are keep working',
  }),
  token: variable(secret('16 to 512 visible characters without spaces', checkToken), {
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

function checkToken(text: string): Parsed<string> {
  return /^[\x21-\x7e]{16,512}$/.test(text) ? parsed(text) : refused('is too short or has spaces');
}
