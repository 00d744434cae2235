// In: all commands, as help shows them. Out: pbscope(1) in man(7) macros: one page, each command with its examples and flags.
import type { Options } from 'yargs';
import { exitCodes } from '../errors/index.js';
import { globalOptions, type ListedCommand } from '../parsing/index.js';

const firstBeyondAscii = 0x80;
/** Names of characters in roff have at least four digits. */
const leastDigitCount = 4;

const nameCharacter = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code < firstBeyondAscii ? character : `\\[u${code.toString(16).toUpperCase().padStart(leastDigitCount, '0')}]`;
};

/** A leading dot or quote is a request of roff; a backslash is its escape, a bare hyphen its dash. */
const roff = (text: string): string =>
  Array.from(
    text
      .replaceAll('\\', '\\e')
      .replaceAll('-', '\\-')
      .replace(/^(['.])/gm, '\\&$1'),
    nameCharacter,
  ).join('');

function renderFlags(options: Readonly<Record<string, Options>>): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const short = typeof option.alias === 'string' ? `, \\-${option.alias}` : '';
    const value = option.type === 'boolean' ? '' : ' \\fIVALUE\\fR';
    const given = option.default === undefined || option.type === 'boolean' ? '' : ` [${String(option.default)}]`;
    const needed = option.demandOption === undefined ? '' : ' (needed)';
    return ['.TP', `\\fB\\-\\-${roff(name)}\\fR${short}${value}`, roff(`${option.describe ?? ''}${needed}${given}`)];
  });
}

function renderCommand({ path, entry, command }: ListedCommand): string[] {
  const positionals = entry.usage.split(' ').slice(1).join(' ');
  const flags = renderFlags(command.options);
  return [
    `.SS ${roff(`pbscope ${path} ${positionals}`.trim())}`,
    roff(entry.describe),
    ...Object.entries(command.positionals ?? {}).flatMap(([name, { describe }]) => [
      '.TP',
      `\\fI${roff(name)}\\fR`,
      roff(describe),
    ]),
    ...flags,
    '.PP',
    '.nf',
    ...command.examples.map(([line, says]) => roff(`$ ${line}   # ${says}`)),
    '.fi',
  ];
}

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'all is well',
  internal: 'a fault of pbscope',
  usage: 'the command line cannot be understood',
  findings: 'finished, with findings at or above what was asked for',
  unreachable: 'the target cannot be reached',
  tls: 'TLS or a fingerprint',
  authentication: 'authentication',
  upgradeRefused: 'the upgrade was refused',
  tunnelBroken: 'the tunnel broke',
  unusableInput: 'the input file cannot be used',
  interrupted: 'interrupted',
};

export function renderManual(listed: readonly ListedCommand[], version: string): string {
  return `${[
    `.TH PBSCOPE 1 "" "pbscope ${version}" "User Commands"`,
    '.SH NAME',
    'pbscope \\- the debugging proxy for the Proxmox Backup Server protocol',
    '.SH SYNOPSIS',
    '\\fBpbscope\\fR \\fICOMMAND\\fR [\\fIflags\\fR]',
    '.SH COMMANDS',
    ...listed.flatMap(renderCommand),
    '.SH FLAGS OF EVERY COMMAND',
    ...renderFlags(globalOptions),
    '.SH SETTINGS',
    roff(
      'Flags win over PBSCOPE_* (PBSCOPE_UPSTREAM for --upstream), those over pbscope/pbscope.json in the XDG config folder. PBS_REPOSITORY, PBS_PASSWORD, PBS_PASSWORD_FILE, _FD, _CMD and PBS_FINGERPRINT mean what they mean to proxmox-backup-client.',
    ),
    '.SH EXIT STATUS',
    ...Object.entries(exitCodes).flatMap(([name, code]) => [
      '.TP',
      String(code),
      meanings[name as keyof typeof exitCodes],
    ]),
    '.SH SEE ALSO',
    roff('proxmox-backup-client(1), the folder docs of the package'),
  ].join('\n')}\n`;
}
