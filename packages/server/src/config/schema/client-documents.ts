import { isFapi } from '@grantor/engine/surface';
import { type Parsed, parsed, refused } from '../values/parse.ts';
import { bool, list } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const clientDocuments = {
  enabled: variable(bool, {
    name: 'ENABLE_CLIENT_ID_METADATA',
    default: {
      words: 'true; false under a PROFILE of FAPI',
      text: (of) => String(!isFapi(of('PROFILE'))),
    },
    meaning: 'a client id may be the https address of a metadata document',
  }),
  allowedDomains: variable(list('example.com or *.example.com, lower case', parseDomain), {
    name: 'CLIENT_ID_METADATA_ALLOWED_DOMAINS',
    default: { words: 'all', text: null },
    meaning: 'hosts whose documents are read; *. stands for every host below',
  }),
  blockedDomains: variable(list('example.com or *.example.com, lower case', parseDomain), {
    name: 'CLIENT_ID_METADATA_BLOCKED_DOMAINS',
    default: null,
    meaning: 'hosts whose documents are not read; what people allowed their clients ends at the next start',
  }),
};

function parseDomain(item: string): Parsed<string> {
  const name = item.replace(/^\*\./, '');
  const isName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(
    name,
  );
  return isName ? parsed(item) : refused('is not a domain');
}
