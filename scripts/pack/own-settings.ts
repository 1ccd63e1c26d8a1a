/** An environment without the settings of this repository, which npm hands down to what it runs. */
export const ownSettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('npm_')));
