import type { Command } from 'commander';
import { z } from 'zod';
import { ServerRefusedError, WrongUseError } from '../client/client.errors.js';
import type { ApiClient } from '../client/api-client.js';
import { contextOf } from './context.js';
import {
  describePreview,
  describeRules,
  describeRun,
  previewSchema,
  rulesSchema,
  runSchema,
} from './retention-report.js';

const ROOT = '/api/v1/admin/retention';
const runOptions = z.object({ clockIsRight: z.boolean().default(false) });
const ruleOptions = z.object({
  set: z.array(z.string()).default([]),
  suggested: z.boolean().default(false),
  confirm: z.string().optional(),
});

interface NewRule {
  readonly kind: string;
  readonly days: number | null;
}

export function addRetentionCommand(program: Command): void {
  const retention = program.command('retention').description('what goes by its age or date, for owners and admins');
  retention
    .command('preview')
    .description('count what the next run takes, and the runs of the days ahead')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const preview = await client.get(`${ROOT}/preview`, previewSchema);
      print(preview, describePreview(preview));
    });
  retention
    .command('run')
    .description('take it now')
    .option('--clock-is-right', 'vouch for a clock that made a leap')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const json = runOptions.parse(command.opts());
      const run = await client.get(`${ROOT}/runs`, runSchema, { method: 'POST', json });
      print(run, describeRun(run));
    });
  retention
    .command('rules')
    .description('show the rules, or set them')
    .option('--set <kind=days...>', 'such as documents=365, or documents=off')
    .option('--suggested', 'set the profile of the guides: questions 30 days, answers 7, logs 90')
    .option('--confirm <phrase>', 'the sentence that a rule asks for which would leave nothing')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const { set, suggested, confirm } = ruleOptions.parse(command.opts());
      const now = await client.get(`${ROOT}/rules`, rulesSchema);
      const proposed = now.rules.flatMap(({ kind, suggestedDays: days }) => (days === null ? [] : [{ kind, days }]));
      const rules = [...(suggested ? proposed : []), ...set.map(parseRule)];
      const then = rules.length === 0 ? now : await setRules(client, rules, confirm);
      print(then, describeRules(then));
    });
}

async function setRules(
  client: ApiClient,
  rules: readonly NewRule[],
  confirm: string | undefined,
): Promise<z.output<typeof rulesSchema>> {
  try {
    const json = { rules, ...(confirm !== undefined && { confirm }) };
    return await client.get(`${ROOT}/rules`, rulesSchema, { method: 'PUT', json });
  } catch (error) {
    if (!(error instanceof ServerRefusedError) || error.code !== 'retention.confirmation-required') throw error;
    const phrase = z.string().parse(error.details.phrase);
    throw new WrongUseError(`Nothing would be left. If that is meant: --confirm "${phrase}"`);
  }
}

/** @throws {WrongUseError} */
function parseRule(text: string): NewRule {
  const [, kind = '', days = ''] = /^([a-z-]+)=(off|\d{1,5})$/.exec(text) ?? [];
  if (kind === '') throw new WrongUseError(`"${text}" is no rule: write documents=365, or documents=off.`);
  return { kind, days: days === 'off' ? null : Number(days) };
}
