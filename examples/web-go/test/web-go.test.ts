/** Started as examples/web-go/README.md says. */

import { missingCommand } from '../../../packages/server/test/programs/installed.ts';
import { webAppExample } from '../../test/web-app-contract.ts';

webAppExample('web-go', missingCommand('go'));
