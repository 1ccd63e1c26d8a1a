/** Everything a request writes goes through one `commit`; these files may call it. */

import { isCallExpression, isIdentifier, isPropertyAccessExpression } from 'typescript/unstable/ast';
import { isProduct, nodesOf, placeOf, type Source } from '../sources/sources.ts';

export const COMMIT_SITES: readonly string[] = [
  'packages/engine/src/authorize/authorize.ts',
  'packages/engine/src/authorize/deliver.ts',
  'packages/engine/src/authorize/interaction.ts',
  'packages/engine/src/authorize/issue-code.ts',
  'packages/engine/src/authorize/request-object.ts',
  'packages/engine/src/authorize/resume.ts',
  'packages/engine/src/authorize/settle.ts',
  'packages/engine/src/authorize/guests.ts',
  'packages/engine/src/authorize/ticket.ts',
  'packages/engine/src/client-auth/spending.ts',
  'packages/engine/src/client-documents/document-lookup.ts',
  'packages/engine/src/credentials/credential.ts',
  'packages/engine/src/credentials/make-credentials.ts',
  'packages/engine/src/credentials/notification.ts',
  'packages/engine/src/credentials/offers.ts',
  'packages/engine/src/endpoints/backchannel-decision.ts',
  'packages/engine/src/endpoints/client-configuration.ts',
  'packages/engine/src/endpoints/device-verification.ts',
  'packages/engine/src/endpoints/end-session.ts',
  'packages/engine/src/endpoints/grants.ts',
  'packages/engine/src/endpoints/registration.ts',
  'packages/engine/src/federation/explicit-registration.ts',
  'packages/engine/src/front-end/backchannel.ts',
  'packages/engine/src/front-end/devices.ts',
  'packages/engine/src/front-end/orders.ts',
  'packages/engine/src/holder/binding.ts',
  'packages/engine/src/host/clients.ts',
  'packages/engine/src/host/issue.ts',
  'packages/engine/src/host/tokens.ts',
  'packages/server/src/account/revocation.ts',
  'packages/server/src/accounts/sessions.ts',
];

/** Folders that implement `commit` rather than ask for it. */
const STORES = [
  'packages/server/src/database/',
  'packages/server/src/store/',
  'packages/engine/src/testing/',
];

export function strayCommits(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ path }) => isProduct(path) && !COMMIT_SITES.includes(path))
    .filter(({ path }) => !STORES.some((store) => path.startsWith(store)))
    .flatMap((source) =>
      nodesOf(source).flatMap((node) => {
        if (!isCallExpression(node)) return [];
        const { expression } = node;
        const name = isPropertyAccessExpression(expression) ? expression.name : expression;
        return isIdentifier(name) && name.text === 'commit' ? [`${placeOf(source, node)}: commits`] : [];
      }),
    );
}
