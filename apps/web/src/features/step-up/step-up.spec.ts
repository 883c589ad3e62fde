import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../api/problem.js';
import { StepUpCancelled, stepUp, withStepUp } from './step-up.js';

const required = () => new ApiProblem('auth.step-up-required', 403);

describe('an action that may need a fresh proof', () => {
  it('is done at once where none is asked for', async () => {
    expect(await withStepUp(async () => 'done')).toBe('done');
    expect(stepUp.current()).toBeUndefined();
  });

  it('asks, and is tried once more when the proof was given', async () => {
    let tries = 0;
    const doing = withStepUp(async () => {
      tries += 1;
      if (tries === 1) throw required();
      return 'done';
    });
    await expect.poll(() => stepUp.current()).toBeDefined();
    stepUp.current()?.granted();
    expect(await doing).toBe('done');
    expect(stepUp.current()).toBeUndefined();
  });

  it('says so when the question was closed, and does nothing', async () => {
    let tries = 0;
    const doing = withStepUp(async () => {
      tries += 1;
      throw required();
    });
    await expect.poll(() => stepUp.current()).toBeDefined();
    stepUp.current()?.cancelled();
    await expect(doing).rejects.toThrow(StepUpCancelled);
    expect(tries).toBe(1);
  });

  it('asks for nothing where something else went wrong', async () => {
    const other = new ApiProblem('no-answer', 0);
    await expect(withStepUp(() => Promise.reject(other))).rejects.toBe(other);
    expect(stepUp.current()).toBeUndefined();
  });
});
