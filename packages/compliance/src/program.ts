/** The published command: it checks what runs already, by its address. */

import { commandLine } from './command-line.ts';

const usage = `npx @grantor/compliance <issuer URL> [--description <file.json>]
npx @grantor/compliance --protected <URL> --issuer <http://127.0.0.1:port/path> [--scopes <list>]
    the service at the URL has to trust the issuer, at which the suite itself listens
npx @grantor/compliance --print-description
    what the suite expects to find at the server: users, clients, resources and features

    --only <text>               only cases whose name or rule contains it
    --report text|table|json|junit
    --out <file>`;

process.exitCode = await commandLine(process.argv.slice(2), { usage });
