import { ciba } from './ciba.ts';
import { clientIdMetadataDocument } from './client-id-metadata-document.ts';
import { commandLine } from './command-line.ts';
import { encryption } from './encryption.ts';
import { furtherSpecifications } from './further-specifications.ts';
import { grantManagement } from './grant-management.ts';
import { jarm } from './jarm.ts';
import { mutualTls } from './mutual-tls.ts';
import { oauth21 } from './oauth-2-1.ts';
import { openidConnectCore } from './openid-connect-core.ts';
import { openidConnectDiscovery } from './openid-connect-discovery.ts';
import { openidConnectLogout } from './openid-connect-logout.ts';
import { openidFederation } from './openid-federation.ts';
import type { Requirement } from './requirement.ts';
import { resourceServer } from './resource-server.ts';
import { responseModes } from './response-modes.ts';
import { rfc6749 } from './rfc6749.ts';
import { rfc6750 } from './rfc6750.ts';
import { rfc7009 } from './rfc7009.ts';
import { rfc7517 } from './rfc7517.ts';
import { rfc7523 } from './rfc7523.ts';
import { rfc7591 } from './rfc7591.ts';
import { rfc7592 } from './rfc7592.ts';
import { rfc7617 } from './rfc7617.ts';
import { rfc7636 } from './rfc7636.ts';
import { rfc7662 } from './rfc7662.ts';
import { rfc8252 } from './rfc8252.ts';
import { rfc8414 } from './rfc8414.ts';
import { rfc8628 } from './rfc8628.ts';
import { rfc8707 } from './rfc8707.ts';
import { rfc8725 } from './rfc8725.ts';
import { rfc9068 } from './rfc9068.ts';
import { rfc9101 } from './rfc9101.ts';
import { rfc9110 } from './rfc9110.ts';
import { rfc9126 } from './rfc9126.ts';
import { rfc9207 } from './rfc9207.ts';
import { rfc9396 } from './rfc9396.ts';
import { rfc9449 } from './rfc9449.ts';
import { rfc9470 } from './rfc9470.ts';
import { rfc9700 } from './rfc9700.ts';
import { rfc9728 } from './rfc9728.ts';
import { verifiableCredentials } from './verifiable-credentials.ts';

// The catalogue: every section of a published specification that code or cases cite, once, in our own words.
// Rules of the project (`protocol.md TC-2`) are cited too; their sentences are in its docs/requirements.

export const catalogue: readonly Requirement[] = [
  ...rfc6749,
  ...rfc6750,
  ...rfc7009,
  ...rfc7517,
  ...rfc7523,
  ...rfc7591,
  ...rfc7592,
  ...rfc7617,
  ...rfc7636,
  ...rfc7662,
  ...rfc8252,
  ...rfc8414,
  ...rfc8628,
  ...rfc8707,
  ...rfc8725,
  ...rfc9068,
  ...rfc9101,
  ...rfc9110,
  ...rfc9126,
  ...rfc9207,
  ...rfc9396,
  ...rfc9449,
  ...rfc9470,
  ...rfc9700,
  ...rfc9728,
  ...verifiableCredentials,
  ...mutualTls,
  ...ciba,
  ...clientIdMetadataDocument,
  ...grantManagement,
  ...jarm,
  ...oauth21,
  ...openidConnectCore,
  ...openidConnectDiscovery,
  ...openidConnectLogout,
  ...openidFederation,
  ...responseModes,
  ...resourceServer,
  ...encryption,
  ...furtherSpecifications,
  ...commandLine,
];
