/** Started as examples/web-python/README.md says. */

import { missingModule } from '../../../packages/server/test/programs/installed.ts';
import { webAppExample } from '../../test/web-app-contract.ts';

webAppExample('web-python', missingModule('authlib') || missingModule('flask'));
