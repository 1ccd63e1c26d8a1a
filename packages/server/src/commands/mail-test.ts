import { randomBytes } from 'node:crypto';
import { configurationExitCode } from '../config/load.ts';
import { openTransport } from '../mail/transport.ts';
import { isEmail } from '../people/names.ts';
import { mailSettings } from '../start/mail.ts';
import type { World } from '../start/start.ts';

/** Sends one message and says what the mail server answered (mail.md M-1). */
export async function sendTestMessage({ configuration }: World, address: string): Promise<void> {
  const settings = mailSettings(configuration);
  const problem =
    settings === null
      ? 'SMTP_URL is unset, so no mail is sent.'
      : 'The address to send to is no e-mail address.';
  if (settings === null || !isEmail(address)) {
    console.error(problem);
    process.exitCode = configurationExitCode;
    return;
  }
  const transport = await openTransport(settings);
  const { siteName, baseUrl } = configuration.server;
  const text = `${siteName} at ${baseUrl} can send mail.`;
  const handed = await transport.hand({
    ...{ id: randomBytes(16).toString('hex'), to: address, subject: `Test message of ${siteName}`, text },
    html: null,
  });
  transport.close();
  if (handed.kind === 'taken') {
    console.log(`The mail server took the test message: ${handed.answer}`);
    return;
  }
  console.error(`The mail server did not take the test message: ${handed.answer}`);
  process.exitCode = 1;
}
