import type { Browser, Landing, Page } from './browser.ts';
import { type Button, type Form, submitsItself } from './html.ts';

// Answers the pages of an authorization server the way a person with a purpose would.

export type Step = 'sign-in' | 'consent' | 'no-access' | 'account' | 'device-code' | 'self-submitting';

export interface Purpose {
  readonly username?: string;
  readonly password?: string;
  readonly decide?: 'approve' | 'deny';
  readonly account?: 'continue' | 'switch';
  readonly userCode?: string;
  /** Fields of the page that asks for consent, as the person leaves them; undefined: ticked off. */
  readonly entries?: Readonly<Record<string, string | undefined>>;
  /** The walk ends in front of this page instead of answering it. */
  readonly stopAt?: Step;
}

export interface Walk {
  readonly landing: Landing;
  readonly steps: readonly Step[];
  readonly redirects: readonly number[];
}

const MAX_STEPS = 10;

function findButton(page: Page, value: string): { form: Form; button: Button } | undefined {
  for (const form of page.forms) {
    const button = form.buttons.find((candidate) => candidate.name === 'action' && candidate.value === value);
    if (button !== undefined) return { form, button };
  }
  return undefined;
}

function formWith(page: Page, matches: (field: Form['fields'][number]) => boolean): Form | undefined {
  return page.forms.find((form) => form.fields.some(matches));
}

/** The button of a page that takes name, password and decision at once, as front-ends of the Authlete API have it. */
function findWord(page: Page, value: string): { form: Form; button: Button } | undefined {
  for (const form of page.forms) {
    const button = form.buttons.find((one) => one.name === 'authorized' && one.value === value);
    if (button !== undefined) return { form, button };
  }
  return undefined;
}

/** All that a page asks of the person at once; nothing when it is the end of the way. */
export function stepsOf(page: Page, origin: string): readonly Step[] {
  const step = stepOf(page, origin);
  if (step === undefined) return [];
  return step === 'sign-in' && findWord(page, 'true') !== undefined ? ['sign-in', 'consent'] : [step];
}

/** What a page asks of the person first, or undefined when it is the end of the way. */
export function stepOf(page: Page, origin: string): Step | undefined {
  if (formWith(page, (field) => field.type === 'password') !== undefined) return 'sign-in';
  if (findButton(page, 'approve') !== undefined || findWord(page, 'true') !== undefined) return 'consent';
  // A page that takes no other word than no
  if (findButton(page, 'deny') !== undefined) return 'no-access';
  if (findButton(page, 'continue') !== undefined) return 'account';
  if (formWith(page, (field) => field.name === 'user_code' && field.type !== 'hidden')) return 'device-code';
  const [form] = page.forms;
  const inside = form !== undefined && new URL(form.action || page.url, page.url).origin === origin;
  return inside && submitsItself(page.html) ? 'self-submitting' : undefined;
}

interface Sight {
  readonly browser: Browser;
  readonly page: Page;
  readonly purpose: Purpose;
}

function press({ browser, page, purpose }: Sight, value: string): Promise<Landing> {
  const found = findButton(page, value);
  if (found === undefined) throw new Error(`no button "${value}" on ${page.url.pathname}`);
  return browser.submit(page, found.form, { button: found.button, changes: purpose.entries ?? {} });
}

function signIn({ browser, page, purpose }: Sight): Promise<Landing> {
  const form = formWith(page, (field) => field.type === 'password');
  if (form === undefined || purpose.username === undefined) throw new Error('no one to sign in');
  const { username, password = '' } = purpose;
  const word = findWord(page, purpose.decide === 'deny' ? 'false' : 'true');
  if (word !== undefined)
    return browser.submit(page, form, { changes: { loginId: username, password }, button: word.button });
  return browser.submit(page, form, { changes: { username, password } });
}

function enterUserCode({ browser, page, purpose }: Sight): Promise<Landing> {
  const form = formWith(page, (field) => field.name === 'user_code');
  if (form === undefined) throw new Error('no field for the user code');
  const { userCode } = purpose;
  return browser.submit(page, form, userCode === undefined ? {} : { changes: { user_code: userCode } });
}

function decide(sight: Sight): Promise<Landing> {
  const { browser, page, purpose } = sight;
  const decision = purpose.decide ?? 'approve';
  const word = findWord(page, decision === 'deny' ? 'false' : 'true');
  return word === undefined
    ? press(sight, decision)
    : browser.submit(page, word.form, { button: word.button });
}

function runScript({ browser, page }: Sight): Promise<Landing> {
  const [form] = page.forms;
  if (form === undefined) throw new Error('no form to submit');
  return browser.submit(page, form, { button: { name: '', value: '', label: '' } });
}

const ANSWERS: Readonly<Record<Step, (sight: Sight) => Promise<Landing>>> = {
  'sign-in': signIn,
  consent: decide,
  'no-access': (sight) => press(sight, 'deny'),
  account: (sight) => press(sight, sight.purpose.account ?? 'continue'),
  'device-code': enterUserCode,
  'self-submitting': runScript,
};

/**
 * Answers page after page until none asks anything, an error shows, or `stopAt` is reached. What is asked again because
 * it changed meanwhile is answered once more: another case may have decided for the same person and client.
 */
export async function walk(browser: Browser, first: Landing, purpose: Purpose): Promise<Walk> {
  const steps: Step[] = [];
  const redirects = [...first.redirects];
  let landing = first;
  let isSecondLook = false;
  while (landing.kind === 'page' && steps.length < MAX_STEPS) {
    const asked = stepsOf(landing, browser.origin);
    const [step] = asked;
    if (step === undefined || asked.some((one) => one === purpose.stopAt)) break;
    if (landing.status < 400) steps.push(...asked);
    else if (isSecondLook || step !== 'consent' || steps.at(-1) !== 'consent') break;
    else isSecondLook = true;
    landing = await ANSWERS[step]({ browser, page: landing, purpose });
    redirects.push(...landing.redirects);
  }
  return { landing, steps, redirects };
}
