import { ApiProblem } from '../../api/problem.js';
import { problemText } from './problem-text.js';

/** Words for what stopped something that ran at the server: it keeps the code alone. */
export const codeText = (code: string): string => problemText(new ApiProblem(code, 0));
