import { parsed, parseEndpoint, refused } from '../values/parse.ts';
import { bool, choice, int, milliseconds, parsedBy, secret } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** What HTTP itself says with them. */
const taken =
  /^(?:host|connection|content-.*|transfer-encoding|te|upgrade|accept.*|expect|x-(?:timestamp|nonce|signature))$/i;

/** product.md §7 */
export const externalApi = {
  mode: variable(choice('local', 'http_api'), {
    name: 'AUTH_MODE',
    default: 'local',
    meaning:
      'http_api: passwords of people who are not known here are checked by the system at HTTP_API_URL, which makes users of them',
  }),
  url: variable(
    parsedBy('url', 'an absolute http or https URL without credentials and fragment', parseEndpoint),
    { name: 'HTTP_API_URL', default: null, meaning: 'where names and passwords are sent to be checked' },
  ),
  timeoutMilliseconds: variable(milliseconds({ from: '100ms', to: '30s' }), {
    name: 'HTTP_API_TIMEOUT',
    default: '10s',
    meaning: 'longest wait for each answer; 30 s in all, with every retry',
  }),
  authMode: variable(choice('none', 'simple', 'hmac'), {
    name: 'HTTP_API_AUTH_MODE',
    default: 'none',
    meaning:
      'how this server shows who it is: not at all, by a secret in a header, or by signing each request',
  }),
  authSecret: variable(
    secret('1 to 512 visible characters', (given) =>
      /^[\x21-\x7e]{1,512}$/.test(given) ? parsed(given) : refused('is malformed'),
    ),
    { name: 'HTTP_API_AUTH_SECRET', default: null, meaning: 'what it shows, or signs with' },
  ),
  authHeader: variable(
    parsedBy('str', 'the name of a header that has no other meaning', (given) =>
      /^[A-Za-z0-9-]{1,64}$/.test(given) && !taken.test(given)
        ? parsed(given)
        : refused('is no name of a header, or one with a meaning'),
    ),
    { name: 'HTTP_API_AUTH_HEADER', default: 'X-API-Secret', meaning: 'the header of simple' },
  ),
  maxRetries: variable(int(0, 10), {
    name: 'HTTP_API_MAX_RETRIES',
    default: '3',
    meaning: 'further tries after no answer, 429 or 5xx; 0: none',
  }),
  retryDelayMilliseconds: variable(milliseconds({ from: '1ms', to: '30s' }), {
    name: 'HTTP_API_RETRY_DELAY',
    default: '1s',
    meaning: 'pause before the first of them; each further one is twice as long',
  }),
  maxRetryDelayMilliseconds: variable(milliseconds({ from: '1ms', to: '30s' }), {
    name: 'HTTP_API_MAX_RETRY_DELAY',
    default: '10s',
    meaning: 'longest pause, where the other system asks for none',
  }),
  insecureSkipVerify: variable(bool, {
    name: 'HTTP_API_INSECURE_SKIP_VERIFY',
    default: 'false',
    meaning: 'certificates of the other system are not checked: for development only',
  }),
};
