/** PostgreSQL's SQLSTATE for a row whose unique value is taken (appendix A of its manual). */
const UNIQUE_VIOLATION = '23505';

/** Whether a statement failed because a unique value is taken; the query builder wraps the driver's error. */
export function isUniqueViolation(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && at.code === UNIQUE_VIOLATION) return true;
  }
  return false;
}
