import { writeFileSync } from 'node:fs';

/**
 * A reporter of what was thrown outside of every test, which Vitest's JSON report leaves out: a run with such an error
 * has failed for a reason that no test can be repeated for.
 */
export default class StrayErrors {
  onTestRunEnd(_files, errors) {
    if (errors.length > 0) writeFileSync(process.env.HEARTHLORE_STRAY_ERRORS, `${errors.length}\n`);
  }
}
