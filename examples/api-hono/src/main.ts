/** An API on Hono: one line protects it, and one scope more is needed to write. */

import { type AccessVariables, protect } from '@grantor/resource/hono';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const port = Number(process.env['PORT'] ?? 3001);
const resource = process.env['PUBLIC_URL'] ?? `http://localhost:${port}`;
const issuer = process.env['ISSUER'] ?? 'http://localhost:8080';

const app = new Hono<{ Variables: AccessVariables }>();
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

app.get('/health', (c) => c.text('ok'));
app.get('/me', (c) => {
  const { subject, clientId, scopes } = c.get('access');
  return c.json({ subject, clientId, scopes });
});
app.post('/notes', (c) => {
  c.get('access').require('write');
  return c.json({ kept: true }, 201);
});

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () =>
  console.log(`${resource} is ready, guarded by ${issuer}`),
);
