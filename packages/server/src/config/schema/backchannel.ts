import { parseEndpoint } from '../values/parse.ts';
import { bool, parsedBy } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** advanced.md §17 */
export const backchannel = {
  enabled: variable(bool, {
    name: 'ENABLE_CIBA',
    default: 'false',
    meaning:
      'clients of administrators may ask a person whom they name to allow something, without a browser of theirs (CIBA)',
  }),
  notifyUrl: variable(
    parsedBy('url', 'an absolute http or https URL without credentials and fragment', parseEndpoint),
    {
      name: 'CIBA_NOTIFY_URL',
      default: null,
      meaning:
        'a program of yours that is told of each such request, so that it can tell the person; one in an inner network, or without https, has its host in OUTBOUND_ALLOWED_HOSTS',
    },
  ),
};
