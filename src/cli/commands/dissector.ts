// `pbscope dissector`: the Lua script that lets Wireshark and tshark read the PBS protocol.
import { renderDissector } from '../../sinks/pcapng/index.js';
import { type Command, textFlag } from '../command.js';
import { exitCodes } from '../errors/index.js';
import { openResult } from '../output/index.js';

export const dissectorCommand: Command = {
  examples: [
    ['pbscope dissector --output pbs.lua', 'then: tshark -X lua_script:pbs.lua -r night.pcapng -Y pbs'],
    ['pbscope report x.pcapng --keylog x.keys --format pcapng --output clear.pcapng', 'a capture in clear text for it'],
  ],
  options: { output: { type: 'string', describe: 'write to this file instead of stdout' } },
  async run(context) {
    const output = openResult(textFlag(context, 'output'), context.print);
    await output.write(renderDissector());
    await output.close();
    return exitCodes.ok;
  },
};
