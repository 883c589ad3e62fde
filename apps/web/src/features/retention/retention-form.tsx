import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem.js';
import type { RetentionKind } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Field } from '../../ui/field.js';
import { toast } from '../../ui/toasts.js';
import { ProblemNotice } from '../problem/problem-notice.js';
import { StepUpCancelled } from '../step-up/step-up.js';
import type { RuleDays } from './rule-days.js';

interface RetentionFormProps {
  readonly kinds: readonly RetentionKind[];
  /** The rules as they stand. */
  readonly rules: RuleDays;
  /** What stands below a field, such as from when a rule takes anything. */
  readonly hintOf: (kind: RetentionKind) => string | undefined;
  /** `primary` where it is the main action of the screen. */
  readonly look?: 'primary' | 'secondary';
  /** Offered for one click; nothing is saved by it. */
  readonly suggested?: RuleDays;
  /** @param confirm The sentence that the server asked for, typed. */
  readonly onSave: (changes: RuleDays, confirm: string | undefined) => Promise<unknown>;
}

/** One number of days for each kind. A rule that would leave nothing is saved only with the server's sentence typed. */
export function RetentionForm({ kinds, rules, hintOf, look = 'secondary', suggested, onSave }: RetentionFormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<Readonly<Partial<Record<RetentionKind, string>>>>({});
  const shown = (kind: RetentionKind): string => typed[kind] ?? textOf(rules[kind]);
  const changes: RuleDays = Object.fromEntries(
    kinds.filter((kind) => shown(kind) !== textOf(rules[kind])).map((kind) => [kind, daysOf(shown(kind))]),
  );
  const isChanged = Object.keys(changes).length > 0;
  const [phrase, setPhrase] = useState<string>();
  const save = useMutation({
    mutationFn: (confirm: string | undefined) => onSave(changes, confirm),
    onSuccess: () => {
      setTyped({});
      setPhrase(undefined);
      toast('done', t('retention.saved'));
    },
    onError: (error) => setPhrase(phraseOf(error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged && !save.isPending) save.mutate(undefined);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {kinds.map((kind) => (
          <Field
            key={kind}
            label={t(`retention.kind.${kind}`)}
            hint={hintOf(kind) ?? t('retention.empty')}
            type="number"
            inputMode="numeric"
            min={1}
            placeholder={t('retention.never')}
            value={shown(kind)}
            onChange={({ target }) => setTyped({ ...typed, [kind]: target.value })}
          />
        ))}
      </div>
      {save.isError && phraseOf(save.error) === undefined && !(save.error instanceof StepUpCancelled) && (
        <ProblemNotice error={save.error} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button look={look} type="submit" busy={save.isPending} disabled={!isChanged}>
          {t('retention.save')}
        </Button>
        {suggested !== undefined && Object.keys(suggested).length > 0 && (
          <Button onClick={() => setTyped({ ...typed, ...textsOf(suggested) })}>{t('retention.suggest')}</Button>
        )}
        {isChanged && (
          <Button look="quiet" onClick={() => setTyped({})}>
            {t('retention.discard')}
          </Button>
        )}
      </div>
      {phrase !== undefined && (
        <ConfirmDialog
          open
          onClose={() => setPhrase(undefined)}
          onConfirm={() => save.mutate(phrase)}
          busy={save.isPending}
          title={t('retention.everythingTitle')}
          description={t('retention.everythingLead')}
          confirm={t('retention.everythingConfirm')}
          typed={phrase}
        />
      )}
    </form>
  );
}

const textOf = (days: number | null | undefined): string => (days == null ? '' : String(days));

const daysOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

const textsOf = (rules: RuleDays): Partial<Record<RetentionKind, string>> =>
  Object.fromEntries(Object.entries(rules).map(([kind, days]) => [kind, textOf(days)]));

/** @returns What the server wants typed, where that is all that is missing. */
function phraseOf(error: unknown): string | undefined {
  const { code, details } = asProblem(error);
  const { phrase } = details;
  return code === 'retention.confirmation-required' && typeof phrase === 'string' ? phrase : undefined;
}
