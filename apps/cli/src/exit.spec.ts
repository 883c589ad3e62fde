import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { NotSignedInError, ServerRefusedError, ServerUnreachableError, WrongUseError } from './client/client.errors.js';
import { exitCodeOf, explain } from './exit.js';
import { FolderInUseError } from '@hearthlore/machine';

describe('the exit code', () => {
  it.each([
    [new ServerUnreachableError('http://127.0.0.1:7420'), 1],
    [new ServerRefusedError(503, 'busy', 'Busy', {}), 1],
    [new TypeError('a fault'), 1],
    [new WrongUseError('no'), 2],
    [new CommanderError(1, 'commander.unknownCommand', 'no'), 2],
    [new NotSignedInError('http://127.0.0.1:7420'), 3],
    [new ServerRefusedError(415, 'document.unsupported', 'No', {}), 3],
    [new FolderInUseError('/data', 7, false), 3],
    [new CommanderError(0, 'commander.helpDisplayed', ''), 0],
  ])('of %s is %i', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  it('shows where a fault comes from, and of our own errors the words alone', () => {
    expect(explain(new WrongUseError('Only this.'))).toBe('Only this.');
    expect(explain(new TypeError('a fault'))).toMatch(/TypeError: a fault\n {4}at /);
  });
});
