/**
 * The secret half of an age key has no business on this machine: whoever took it over could open every backup. The
 * value is not repeated, because what is wrong with settings ends up in logs.
 *
 * @returns What is wrong and what to do, by the name of the variable; empty where nothing is.
 */
export function recipientProblems(env: { readonly HEARTHLORE_BACKUP_RECIPIENTS: string }): string[] {
  if (!/AGE-(SECRET-KEY|PLUGIN-[\w-]*)-/i.test(env.HEARTHLORE_BACKUP_RECIPIENTS)) return [];
  return [
    'HEARTHLORE_BACKUP_RECIPIENTS: holds an age identity, the secret half; take it off this machine and set the recipient, which begins with age1',
  ];
}
