import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { usersQuery } from '../../api/queries.js';
import type { Limits, Member } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field } from '../../ui/field.js';

const MIB = 1024 * 1024;

interface LimitsDialogProps {
  readonly member: Member;
  readonly defaults: Limits;
  readonly onClose: () => void;
}

type Entry = keyof Limits;
const ENTRIES: readonly Entry[] = ['storedBytes', 'documents', 'questionsPerDay', 'tokensPerDay'];

/** People think of space in megabytes; everything else is counted as it is. */
const unitOf = (entry: Entry): number => (entry === 'storedBytes' ? MIB : 1);

export function LimitsDialog({ member, defaults, onClose }: LimitsDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [texts, setTexts] = useState<Record<Entry, string>>(() => ({
    storedBytes: shown('storedBytes', member.limits.storedBytes),
    documents: shown('documents', member.limits.documents),
    questionsPerDay: shown('questionsPerDay', member.limits.questionsPerDay),
    tokensPerDay: shown('tokensPerDay', member.limits.tokensPerDay),
  }));
  const save = useMutation({
    mutationFn: () => {
      const read = (entry: Entry) => (texts[entry] === '' ? null : Math.round(Number(texts[entry]) * unitOf(entry)));
      const body = {
        storedBytes: read('storedBytes'),
        documents: read('documents'),
        questionsPerDay: read('questionsPerDay'),
        tokensPerDay: read('tokensPerDay'),
      };
      return unwrap(client.PUT('/api/v1/users/{id}/limits', { params: { path: { id: member.id } }, body }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: usersQuery.queryKey });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('family.limitsTitle', { name: member.name })}
      description={t('family.limitsLead')}
    >
      <form onSubmit={submit} className="grid gap-4">
        {ENTRIES.map((entry) => (
          <Field
            key={entry}
            label={t(`family.limit.${entry}`)}
            hint={t('family.limitDefault', {
              value: defaults[entry] === null ? t('family.unlimited') : shown(entry, defaults[entry]),
            })}
            type="number"
            min={0}
            step={1}
            value={texts[entry]}
            onChange={(event) => setTexts({ ...texts, [entry]: event.target.value })}
          />
        ))}
        {save.isError && <ProblemNotice error={save.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button look="primary" type="submit" busy={save.isPending}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const shown = (entry: Entry, value: number | null): string =>
  value === null ? '' : String(Math.round(value / unitOf(entry)));
