import { noteStanding, NoteVerifier } from '@hearthlore/audit';
import type { Command } from 'commander';
import { z } from 'zod';
import { WrongUseError } from '../client/client.errors.js';
import { ExitCode } from '../exit.js';
import { oneLine } from '../terminal/printable.js';
import { ask, secret } from '../terminal/prompt.js';
import { contextOf } from './context.js';
import { addProofOptions, proofOptions, stepUp } from './step-up.js';

const options = proofOptions.extend({ confirm: z.string().optional(), tokenFile: z.string().optional() });
const requestedSchema = z.object({ effectiveAt: z.string(), receiptToken: z.string() });
const receiptSchema = z.object({
  state: z.enum(['scheduled', 'erasing', 'erased']),
  effectiveAt: z.string(),
  receipt: z.string().nullable(),
  verifierKey: z.string(),
});

export function addEraseCommand(program: Command): void {
  const erase = program
    .command('erase')
    .description('have your account erased, with everything in it, a week from now')
    .option('--confirm <address>', 'your e-mail address, where there is no terminal to type it on');
  addProofOptions(erase).action(async (_options, command: Command) => {
    const { client, print } = contextOf(command);
    const given = options.parse(command.opts());
    const confirm = given.confirm ?? (await ask('Your e-mail address, to confirm that everything is to be erased'));
    await stepUp(client, given);
    const request = { method: 'POST', json: { confirm } } as const;
    const erasure = await client.get('/api/v1/erasure', requestedSchema, request);
    const { effectiveAt, receiptToken } = erasure;
    print(
      erasure,
      [
        `Your account is erased on ${day(effectiveAt)}. Until then, "hearthlore erase cancel" takes that back.`,
        `Token of the receipt: ${oneLine(receiptToken)}`,
        'Keep it: it is shown this once, and there is no account then to ask for it.',
      ].join('\n'),
    );
  });
  erase
    .command('cancel')
    .description('keep the account')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      await client.send('/api/v1/erasure', { method: 'DELETE' });
      print({ cancelled: true }, 'Your account stays.');
    });
  erase
    .command('receipt')
    .description('fetch and check the receipt of an erasure; no account is needed')
    .option('--token-file <file>', 'file with the token that was shown when the erasure was asked for')
    .action(async (_options, command: Command) => {
      const { client, print } = contextOf(command);
      const token = await secret('Token of the receipt', options.parse(command.opts()).tokenFile);
      const answer = await client.getPublic('/api/v1/erasure/receipt', receiptSchema, { 'x-erasure-token': token });
      if (answer.receipt === null) {
        print(
          answer,
          `Not done yet: ${answer.state === 'scheduled' ? `due on ${day(answer.effectiveAt)}` : 'it runs'}.`,
        );
        return;
      }
      const verifier = NoteVerifier.parse(answer.verifierKey);
      const isSigned = verifier !== undefined && noteStanding(answer.receipt, verifier) === 'signed';
      print({ ...answer, isSigned }, isSigned ? answer.receipt : 'THE RECEIPT BEARS NO GOOD SIGNATURE.');
      if (!isSigned) process.exitCode = ExitCode.failed;
    });
}

/** @throws {WrongUseError} for what is no date: a server of ours sends none such. */
function day(moment: string): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) throw new WrongUseError('The server sent no date.');
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
