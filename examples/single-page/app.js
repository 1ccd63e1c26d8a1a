/** The application: who is signed in, and two buttons. Tokens are kept in memory and are gone with the page. */

import { Provider } from './openid.js';

const element = (id) => document.getElementById(id);
const show = (greeting, about, button) => {
  element('greeting').textContent = greeting;
  element('about').textContent = about;
  for (const id of ['sign-in', 'sign-out']) element(id).hidden = id !== button;
};

const here = `${location.origin}/`;
const { issuer, clientId } = await (await fetch('/settings.json')).json();
const provider = await Provider.discover(issuer, { clientId, redirectUri: here });

element('sign-in').addEventListener('click', () => provider.signIn('openid profile email'));

const answer = new URLSearchParams(location.search);
if (answer.has('state')) {
  history.replaceState(null, '', '/'); // a code is for one use, and not for the history
  try {
    const tokens = await provider.redeem(answer);
    const person = await provider.userinfo(tokens);
    element('sign-out').addEventListener('click', () => provider.signOut(tokens, here));
    show(`Hello, ${person.name ?? person.sub}`, person.email ?? '', 'sign-out');
  } catch (error) {
    show('The sign-in failed', error.message, 'sign-in');
  }
} else show('You are signed out', '', 'sign-in');
