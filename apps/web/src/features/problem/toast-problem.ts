import { toast } from '../../ui/toasts.js';
import { StepUpCancelled } from '../step-up/step-up.js';
import { problemText } from './problem-text.js';

/** Says in passing why something was not done; nothing where somebody decided against it. */
export function toastProblem(error: unknown): void {
  if (!(error instanceof StepUpCancelled)) toast('loss', problemText(error));
}
