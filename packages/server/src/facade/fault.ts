/** The service says what we do not understand: whoever asked learns nothing of it, and the log all (federation-vci-authlete.md ATL-19). */
export class ControlPlaneFault extends Error {
  override readonly name = 'ControlPlaneFault';
}

export const controlPlaneFault = (why: string): ControlPlaneFault => new ControlPlaneFault(why);
