import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { documentsQuery } from '../../api/queries.js';
import type { HearthDocument } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { toast } from '../../ui/toasts.js';
import { problemText } from '../problem/problem-text.js';

/** The day after whose end a document is erased by itself. */
export function ExpiryField({ document }: { readonly document: HearthDocument }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [today] = useState(() => dayOf(new Date().toISOString()));
  const [day, setDay] = useState(() => dayOf(document.expiresAt));
  const save = useMutation({
    mutationFn: (expiresAt: string | null) =>
      unwrap(client.PATCH('/api/v1/documents/{id}', { params: { path: { id: document.id } }, body: { expiresAt } })),
    onSuccess: async (changed) => {
      setDay(dayOf(changed.expiresAt));
      toast('done', t('document.expirySaved'));
      await queries.invalidateQueries({ queryKey: documentsQuery.queryKey });
    },
    onError: (error) => toast('loss', problemText(error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(day === '' ? null : endOf(day));
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <Field
        className="max-w-52"
        label={t('document.expires')}
        type="date"
        min={today}
        value={day}
        onChange={(event) => setDay(event.target.value)}
      />
      <Button type="submit" busy={save.isPending} disabled={day === dayOf(document.expiresAt)}>
        {t('action.save')}
      </Button>
      {document.expiresAt !== null && (
        <Button look="quiet" onClick={() => save.mutate(null)}>
          {t('document.keepForever')}
        </Button>
      )}
    </form>
  );
}

/** @returns The local day as a date input holds it: `2027-05-03`. */
function dayOf(date: string | null): string {
  if (date === null) return '';
  const local = new Date(date);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

const endOf = (day: string): string => new Date(`${day}T23:59:59`).toISOString();
