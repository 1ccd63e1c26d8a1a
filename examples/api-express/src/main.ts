/** An API on Express: one line protects it, and one scope more is needed to write. */

import { protect, refusals } from '@grantor/resource/express';
import express from 'express';

const port = Number(process.env['PORT'] ?? 3002);
const resource = process.env['PUBLIC_URL'] ?? `http://localhost:${port}`;
const issuer = process.env['ISSUER'] ?? 'http://localhost:8080';

const app = express();
app.disable('x-powered-by');
app.use(
  protect({
    resource,
    issuer,
    scopes: ['read'],
    implies: { write: ['read'] },
    public: ['/health'],
    cors: true,
  }),
);

app.get('/health', (_request, response) => void response.send('ok'));
app.get('/me', ({ access }, response) => {
  response.json({ subject: access?.subject, clientId: access?.clientId, scopes: access?.scopes });
});
app.post('/notes', ({ access }, response) => {
  access?.require('write');
  response.status(201).json({ kept: true });
});
app.use(refusals);

app.listen(port, '127.0.0.1', () => console.log(`${resource} is ready, guarded by ${issuer}`));
