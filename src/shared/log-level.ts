/** From the gravest. A log at one level has everything of the levels before it, too. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof logLevels)[number];
