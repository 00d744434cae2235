// The ordered list of commands, as help shows it: a new one is a file here and a line in this list.
import type { CommandEntry } from '../command.js';

export const commands: readonly CommandEntry[] = [
  {
    usage: 'proxy',
    describe: 'stand between a backup client and a server, and show what happens',
    load: async () => (await import('./proxy.js')).proxyCommand,
  },
  {
    usage: 'demo',
    describe: 'a backup, a deduplicated backup and a restore over an emulated WAN, watched live',
    load: async () => (await import('./demo.js')).demoCommand,
  },
  {
    usage: 'run <command..>',
    describe: 'run a command behind a proxy of its own, and report what it did',
    load: async () => (await import('./run.js')).runCommand,
  },
  {
    usage: 'status [address]',
    describe: 'what the proxies that run on this machine do',
    load: async () => (await import('./status.js')).statusCommand,
  },
  {
    usage: 'attach [address]',
    describe: 'the dashboard of a proxy that runs',
    load: async () => (await import('./attach.js')).attachCommand,
  },
  {
    usage: 'open <file>',
    describe: 'the dashboard over a trace or a packet capture',
    load: async () => (await import('./open.js')).openCommand,
  },
  {
    usage: 'report <files..>',
    describe: 'what happened in a trace or a packet capture',
    load: async () => (await import('./report.js')).reportCommand,
  },
  {
    usage: 'predict <file>',
    describe: 'the same session at another round trip, rate, depth or window',
    load: async () => (await import('./predict.js')).predictCommand,
  },
  {
    usage: 'diff <before> <after>',
    describe: 'what changed between two runs, and which part of the time it explains',
    load: async () => (await import('./diff.js')).diffCommand,
  },
  {
    usage: 'lb-check [target]',
    describe: 'will this load balancer carry backups, also at night?',
    load: async () => (await import('./lb-check/index.js')).lbCheckCommand,
  },
  {
    usage: 'trace',
    describe: 'care for traces: check, redact, look for secrets',
    load: async () => (await import('./trace/index.js')).traceCommand,
  },
  {
    usage: 'dissector',
    describe: 'a Lua script that lets Wireshark and tshark read the protocol',
    load: async () => (await import('./dissector.js')).dissectorCommand,
  },
  {
    usage: 'server',
    describe: 'the embedded PBS server on a folder',
    load: async () => (await import('./server/index.js')).serverCommand,
  },
  {
    usage: 'ca',
    describe: 'the local CA: show, export, renew; print fingerprints',
    load: async () => (await import('./ca/index.js')).caCommand,
  },
  {
    usage: 'client',
    describe: 'the embedded client: back up, restore, list, or put a server under load',
    load: async () => (await import('./client/index.js')).clientCommand,
  },
  {
    usage: 'config',
    describe: 'show each setting and where it came from',
    load: async () => (await import('./config.js')).configCommand,
  },
  {
    usage: 'completion <shell>',
    describe: 'a completion script for bash, zsh or fish',
    load: async () => (await import('./completion.js')).completionCommand,
  },
];
