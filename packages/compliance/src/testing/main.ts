/** The command of the repository: `npm run compliance` also starts what it checks. */

import { commandLine } from '../command-line.ts';
import { facade } from './facade.ts';
import { grantor } from './grantor.ts';
import { sdkServices, toolkitServices } from './guarded-programs.ts';
import { ownSettings } from './own-settings.ts';
import { reference } from './reference.ts';

const usage = `npm run compliance -- [--target reference|grantor|facade|both|all] [--only <text>]
                      [--report text|table|json|junit] [--out <file>]
npm run compliance -- <issuer URL> [--description <file.json>]
npm run compliance -- --print-description
npm run compliance -- --protected toolkit
npm run compliance -- --protected <URL> --issuer <http://127.0.0.1:port/path> [--scopes <list>]
    the service at the URL has to trust the issuer, at which the suite itself listens`;

process.exitCode = await commandLine(process.argv.slice(2), {
  usage,
  targets: new Map([
    ['both', [reference, grantor]],
    ['reference', [reference]],
    ['grantor', [grantor]],
    ['facade', [facade]],
    ['all', [reference, grantor, facade]],
  ]),
  settings: ownSettings,
  services: new Map([['toolkit', [sdkServices, ...toolkitServices]]]),
});
