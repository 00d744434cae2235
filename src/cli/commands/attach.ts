// `pbscope attach [address]`: the dashboard of a proxy that runs elsewhere on this machine, as often as wanted.
import { chooseProxy, connectFeed, socketPath } from '../attach/index.js';
import { type Command, isFlagOn } from '../command.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { hasScreen } from '../output/index.js';

export const attachCommand: Command = {
  examples: [
    ['pbscope attach', 'the one proxy that runs'],
    ['pbscope attach 127.0.0.1:8008', 'that one'],
  ],
  positionals: { address: { describe: 'where the proxy listens; needed where several run' } },
  options: {
    ascii: { type: 'boolean', describe: 'draw with ASCII only, as on consoles without the signs' },
    mouse: {
      type: 'boolean',
      default: true,
      describe: 'wheel and clicks; --no-mouse leaves them to the terminal, to select text',
    },
  },
  async run(context) {
    if (!hasScreen(context))
      throw new OperatorError('The dashboard needs a terminal.', 'pbscope status prints the same as text.');
    const address = chooseProxy(context);
    const feed = await connectFeed(socketPath(address)).catch((error: Error) => {
      throw new OperatorError(
        `The proxy cannot be asked (${error.message}).`,
        'pbscope status lists those that run.',
        exitCodes.unreachable,
      );
    });
    const { showDashboard } = await import('../screen/index.js');
    const screen = showDashboard(context, { feed, title: feed.title, isLive: true });
    const left = await Promise.race([screen.closed.then(() => 'user'), feed.ended.then(() => 'proxy')]);
    screen.close();
    feed.close();
    if (left === 'proxy' && !isFlagOn(context, 'quiet')) context.log.logger.info('The proxy has ended.');
    return exitCodes.ok;
  },
};
