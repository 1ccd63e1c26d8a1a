import { parsed, refused } from '../values/parse.ts';
import { address, bool, int, secrets } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** Those of other servers count, too: a front-end and this server may share one `.env`. */
const checkToken = (text: string) =>
  /^[\x21-\x2b\x2d-\x7e]{16,512}$/.test(text) ? parsed(text) : refused('is too short or has spaces');

/** federation-vci-authlete.md ATL-20 */
export const authlete = {
  api: variable(bool, {
    name: 'ENABLE_AUTHLETE_API',
    default: 'false',
    meaning:
      'front-ends written for the Authlete API sign people in themselves and leave the rest to this server, at /api/{AUTHLETE_SERVICE_ID}/',
  }),
  serviceId: variable(int(1, 999_999_999_999), {
    name: 'AUTHLETE_SERVICE_ID',
    default: '1',
    meaning: 'number of the service in the addresses of that API',
  }),
  apiTokens: variable(
    secrets('tokens of 16 to 512 visible characters without commas, several for a rotation', checkToken),
    {
      name: 'AUTHLETE_API_TOKEN',
      default: { words: 'generated into DATA_DIR', text: null },
      meaning:
        'bearer tokens of that API, each as good as an administrator: whoever has one has tokens made for anybody',
    },
  ),
  apiAddress: variable(address, {
    name: 'AUTHLETE_API_ADDR',
    default: null,
    meaning: 'a listening address of its own for that API, which is then served nowhere else',
  }),
};
