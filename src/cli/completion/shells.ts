// The ordered list of shells. In: the completion table. Out: a script for the shell to source. Words come from our own tables and
// hold no quotes of the shell's; texts are escaped.
import type { CompletionRow, Offer } from './completion-table.js';

export interface Shell {
  readonly name: string;
  readonly howTo: string;
  render(table: readonly CompletionRow[]): string;
}

const words = (offers: readonly Offer[]): string => offers.map((offer) => offer.word).join(' ');
const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "'\\''");

/** The longest path of commands among the words typed so far decides what is offered. */
const bash: Shell = {
  name: 'bash',
  howTo: 'source <(pbscope completion bash)',
  render: (table) =>
    `# bash completion of pbscope: source <(pbscope completion bash)
_pbscope() {
  local current=\${COMP_WORDS[COMP_CWORD]} path= word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$path $word" in
${table
  .filter((row) => row.path !== '')
  .map((row) => `      '${row.path.includes(' ') ? row.path : ` ${row.path}`}') path='${row.path}' ;;`)
  .join('\n')}
    esac
  done
  local commands= flags=
  case "$path" in
${table.map((row) => `    '${row.path}') commands='${words(row.commands)}' flags='${words(row.flags)}' ;;`).join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n $commands ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  fi
}
complete -o default -F _pbscope pbscope
`,
};

const zshOffers = (offers: readonly Offer[]): string =>
  offers.map(({ word, says }) => `'${quoted(`${word}:${says.replaceAll(':', '\\:')}`)}'`).join(' ');

const zsh: Shell = {
  name: 'zsh',
  howTo: 'source <(pbscope completion zsh)',
  render: (table) =>
    `#compdef pbscope
# zsh completion of pbscope: source <(pbscope completion zsh), behind compinit
_pbscope() {
  local row= word
  local -a commands flags
  for word in \${words[2,CURRENT-1]}; do
    case "$row $word" in
${table
  .filter((row) => row.path !== '')
  .map((row) => `      '${row.path.includes(' ') ? row.path : ` ${row.path}`}') row='${row.path}' ;;`)
  .join('\n')}
    esac
  done
  case "$row" in
${table.map((row) => `    '${row.path}') commands=(${zshOffers(row.commands)}); flags=(${zshOffers(row.flags)}) ;;`).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe 'flag' flags
  elif (( \${#commands} )); then
    _describe 'command' commands
  else
    _files
  fi
}
compdef _pbscope pbscope
`,
};

/** True when the words typed so far name this path and no deeper one. */
function fishCondition(row: CompletionRow): string {
  const parts = row.path === '' ? [] : row.path.split(' ');
  const seen = parts.map((part) => `__fish_seen_subcommand_from ${part}`);
  const deeper = row.commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${words(row.commands)}`];
  return [...seen, ...deeper].join('; and ');
}

const fish: Shell = {
  name: 'fish',
  howTo: 'pbscope completion fish | source',
  render: (table) => {
    const lines = ['# fish completion of pbscope: pbscope completion fish | source'];
    for (const row of table) {
      const condition = fishCondition(row);
      for (const { word, says } of row.commands)
        lines.push(`complete -c pbscope -n '${condition}' -f -a '${word}' -d '${quoted(says)}'`);
      for (const { word, says } of row.flags)
        lines.push(`complete -c pbscope -n '${condition}' -l '${word.slice(2)}' -d '${quoted(says)}'`);
    }
    return `${lines.join('\n')}\n`;
  },
};

export const shells: readonly Shell[] = [bash, zsh, fish];
