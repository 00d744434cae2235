// Exit codes of product.md 2, once.
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  findings: 3,
  unreachable: 10,
  tls: 11,
  authentication: 12,
  upgradeRefused: 13,
  tunnelBroken: 14,
  unusableInput: 20,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
