/** What this server answers as an entity of federations, as its description says it (product.md M-3). */

import { refused, text } from './said.ts';

export const federationRows = {
  entityConfiguration: [
    {
      ...{ name: 'entityConfiguration', method: 'GET' as const, security: 'nobody' as const },
      summary: 'What this server is in its federations (OpenID Federation §9)',
      answers: { 200: { means: 'Its statement', contents: { 'application/entity-statement+jwt': text } } },
    },
  ],
  federationRegistration: [
    {
      ...{ name: 'registerFromFederation', method: 'POST' as const, security: 'nobody' as const },
      summary: 'Registers a client that a federation vouches for (OpenID Federation §12.2)',
      answers: {
        200: {
          means: 'The client as it was registered',
          contents: { 'application/explicit-registration-response+jwt': text },
        },
        ...refused,
      },
    },
  ],
  federationHistoricalKeys: [
    {
      ...{ name: 'historicalKeys', method: 'GET' as const, security: 'nobody' as const },
      summary: 'Keys that signed what this server said in its federations before (OpenID Federation §8.7)',
      answers: { 200: { means: 'The keys', contents: { 'application/jwk-set+jwt': text } } },
    },
  ],
};
