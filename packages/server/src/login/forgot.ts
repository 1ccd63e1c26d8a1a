/** A forgotten password: a link to set another one is sent to whoever reads the address that was typed (mail.md §2). */

import { change } from '../administration/change.ts';
import { postTyped } from '../administration/mail.ts';
import { nothingHere } from '../console/visit.ts';
import type { Exchange } from '../http/exchange.ts';
import { languagesOf } from '../http/locale.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage, showRefusal } from '../http/page.ts';
import { refusedForm, staleForm } from '../http/status.ts';
import { type ForgotModel, forgotPage, forgotSentPage } from '../pages/index.ts';
import { isEmail } from '../people/names.ts';
import { pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';

export async function showForgot(exchange: Exchange, site: Site): Promise<Outgoing> {
  if (site.accounts.outbox === null) throw nothingHere();
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  return showPage(formOf({ entered: '' }), pageContext(visit, 'browser'));
}

/** The same words, status and work for an address that nobody has (mail.md M-5, product.md S-3). */
export async function postForgot(exchange: Exchange, site: Site): Promise<Outgoing> {
  const { outbox } = site.accounts;
  if (outbox === null) throw nothingHere();
  const visit = { exchange, caller: await readCaller(exchange, site), site };
  const { form, standing } = await readPostedForm(visit, 'browser');
  const address = (form.get('email') ?? '').trim();
  if (standing === 'stale')
    return showRefusal(
      staleForm,
      formOf({ entered: address, again: 'stale' }),
      pageContext(visit, 'browser'),
    );
  if (!isEmail(address)) {
    const refusal = { status: refusedForm, why: 'what was typed is no address' };
    const page = formOf({ entered: address, fault: 'problem_no_email' });
    return showRefusal(refusal, page, pageContext(visit, 'browser'));
  }
  await ask(visit, outbox, address);
  return showPage({ render: forgotSentPage }, pageContext(visit, 'browser'));
}

type Outbox = NonNullable<Site['accounts']['outbox']>;

/** Over a limit the page says the same, and the audit log says why nothing is sent. */
async function ask({ exchange, site }: Visit, outbox: Outbox, address: string): Promise<void> {
  const { source } = exchange;
  const charge = await site.limits.login(source.address);
  if (!charge.allowed) {
    site.observer.observe({ kind: 'rate_limited', limit: 'login', source });
    return;
  }
  const typed = {
    kind: 'forgot_password',
    address,
    languages: languagesOf(exchange),
    from: source.address,
    userAgent: source.userAgent,
  } as const;
  await change(site.changes, { source }, async (tx, tell) => {
    await postTyped({ outbox, tx, tell }, typed);
  });
}

const formOf = (model: ForgotModel) => ({
  render: (frame: Parameters<typeof forgotPage>[1]) => forgotPage(model, frame),
});
