/** What links about an address do, after a click: it is verified, or its change is taken back (mail.md §2). */

import {
  type AddressPurpose,
  addressOfLink,
  takeBackByLink,
  verifyByLink,
} from '../administration/address.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage, showRefusal } from '../http/page.ts';
import { staleForm } from '../http/status.ts';
import {
  type AddressQuestion,
  addressDonePage,
  addressQuestionPage,
  mailLinkUnusablePage,
} from '../pages/index.ts';
import { pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { showUnusableLink } from './unusable-link.ts';

type Handler = (exchange: Exchange, site: Site, token: string) => Promise<Outgoing>;

const showing =
  (purpose: AddressPurpose): Handler =>
  async (exchange, site, token) => {
    const visit = { exchange, caller: await readCaller(exchange, site), site };
    const question = await questionOf(visit, { purpose, token });
    return question === null ? unusable(visit) : showPage(pageOf(question), pageContext(visit, 'browser'));
  };

const acts = { verify: verifyByLink, take_back: takeBackByLink };

const posting =
  (purpose: AddressPurpose): Handler =>
  async (exchange, site, token) => {
    const visit = { exchange, caller: await readCaller(exchange, site), site };
    const { standing } = await readPostedForm(visit, 'browser');
    if (standing === 'stale') {
      const question = await questionOf(visit, { purpose, token });
      if (question === null) return unusable(visit);
      return showRefusal(staleForm, pageOf({ ...question, again: 'stale' }), pageContext(visit, 'browser'));
    }
    const isDone = await acts[purpose](site.accounts, exchange.source, token);
    if (!isDone) return unusable(visit);
    return showPage({ render: (frame) => addressDonePage(purpose, frame) }, pageContext(visit));
  };

export const showVerification = showing('verify');
export const postVerification = posting('verify');
export const showTakingBack = showing('take_back');
export const postTakingBack = posting('take_back');

async function questionOf(
  { exchange, site }: Visit,
  link: { readonly purpose: AddressPurpose; readonly token: string },
): Promise<AddressQuestion | null> {
  const asked = await addressOfLink(site.accounts, link);
  if (asked === null) return null;
  const { user, address } = asked;
  return { kind: link.purpose, path: exchange.path, username: user.username, address };
}

const pageOf = (question: AddressQuestion) => ({
  render: (frame: Parameters<typeof addressQuestionPage>[1]) => addressQuestionPage(question, frame),
});

const unusable = (visit: Visit): Outgoing => showUnusableLink(visit, mailLinkUnusablePage);
