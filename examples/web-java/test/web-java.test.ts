/** Started as examples/web-java/README.md says. */

import { missingCommand } from '../../../packages/server/test/programs/installed.ts';
import { webAppExample } from '../../test/web-app-contract.ts';

webAppExample('web-java', missingCommand('mvn') || missingCommand('java'));
