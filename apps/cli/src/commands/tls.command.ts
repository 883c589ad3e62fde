import type { Command } from 'commander';
import { isJson } from './context.js';

interface InitOptions {
  readonly name?: readonly string[];
  readonly newAuthority?: true;
}

export function addTlsCommand(program: Command): void {
  program
    .command('tls')
    .description('https for a home network, without a public name')
    .command('init')
    .description('make an authority of your own, and a server certificate by it; run again, it renews the certificate')
    .option(
      '--name <host...>',
      'name or address that people use, beside those of this machine; the first is the main one',
    )
    .option('--new-authority', 'replace the authority: every device has to be given the new one')
    .action(async (options: InitOptions, command: Command) => {
      // Loaded when wanted: certificates are a large library that no other command has a use for. It wants the polyfill
      // in place before it, and a bundle does not keep the order of imports.
      await import('reflect-metadata');
      const { initialize } = await import('../tls/tls-actions.js');
      console.log(await initialize(options.name ?? [], options.newAuthority ?? false, isJson(command)));
    });
}
