/** Which way to sign in, and the line that says so (cli.md §2). Pure: reads nothing, asks nobody. */

import type { Surroundings } from './surroundings.ts';

export type Flow = 'browser' | 'device' | 'paste';
export type ChosenFlow = { readonly flow: Flow; readonly line: string };

export type FlowChoice = {
  /** The option given: `--browser`, `--device`, `--no-browser`. */
  readonly asked: Flow | null;
  readonly surroundings: Surroundings;
  readonly offers: { readonly authorization: boolean; readonly device: boolean };
  /** Whether the redirect URI leads to this machine, where a listener can take the answer. */
  readonly comesBackHere: boolean;
};

/** Null when the server offers no way at all. */
export function chooseFlow({ asked, surroundings, offers, comesBackHere }: FlowChoice): ChosenFlow | null {
  if (!offers.authorization && !offers.device) return null;
  if (asked === 'device' && offers.device) return { flow: 'device', line: 'Use any device with a browser:' };
  if (!offers.authorization) return { flow: 'device', line: 'This server signs in by code only:' };
  if (asked === 'device') {
    return {
      flow: 'paste',
      line: 'This server has no sign-in by code, so use any browser and bring its answer here:',
    };
  }
  if (asked === 'paste') return { flow: 'paste', line: 'Use any browser, and bring its answer here:' };
  if (!comesBackHere) {
    return {
      flow: 'paste',
      line: 'REDIRECT_URI leads elsewhere, so use any browser and bring its answer here:',
    };
  }
  if (asked === 'browser' || surroundings.kind === 'desktop') {
    return { flow: 'browser', line: 'Opening your browser to sign in.' };
  }
  return without(`${surroundings.reason}`, offers);
}

/** Where the browser turned out not to be there. */
export const withoutBrowser = (reason: string, offers: FlowChoice['offers']): ChosenFlow =>
  without(reason, offers);

function without(reason: string, { device }: FlowChoice['offers']): ChosenFlow {
  return device
    ? { flow: 'device', line: `${reason}, so use another device:` }
    : { flow: 'paste', line: `${reason}, so use any browser and bring its answer here:` };
}
