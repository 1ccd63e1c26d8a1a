/** The switches of every page: language, theme and shortcuts, for this browser and for who is signed in (product.md N-1, L-7). */

import { chooseOwnLanguage } from '../administration/own-profile.ts';
import { actorOf } from '../console/actor.ts';
import { chargeOwnForm } from '../console/own-form-charge.ts';
import type { ConsoleHandler } from '../console/visit.ts';
import { seeOther } from '../http/send.ts';
import { locales, themes } from '../pages/index.ts';
import { readCaller, readPostedForm, standingOfForm } from '../site/caller.ts';
import { safeRedirect } from '../site/redirect.ts';

/** Back to the page it was asked on. Whoever chose a language for their account chooses it anew. */
export const postPreferences: ConsoleHandler = async (exchange, site) => {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const { form, standing } = await readPostedForm(visit);
  const language = locales.find((known) => known === form.get('language'));
  const theme = themes.find((known) => known === form.get('theme'));
  const shortcuts = switchIn(form.get('shortcuts'));
  const { session } = caller.visitor;
  const isOwn = standing === 'current' || standingOfForm(form, visit, 'browser') === 'current';
  if (session !== null && isOwn && language !== undefined && caller.person?.locale != null) {
    await chargeOwnForm(site, exchange, session);
    await chooseOwnLanguage(site.accounts, actorOf({ person: session, exchange }), {
      id: session.userId,
      language,
    });
  }
  return seeOther(safeRedirect(form.get('back')), [
    ...caller.cookies,
    ...(language === undefined ? [] : [site.cookies.language(language)]),
    ...(theme === undefined ? [] : [site.cookies.theme(theme)]),
    ...(shortcuts === undefined ? [] : [site.cookies.shortcuts(shortcuts)]),
  ]);
};

/** On or off, as a form says it. */
export const switchIn = (value: string | undefined): 'on' | 'off' | undefined =>
  value === 'on' || value === 'off' ? value : undefined;
