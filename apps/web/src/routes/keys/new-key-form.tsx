import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.js';
import { apiKeysQuery } from '../../api/queries.js';
import type { ApiKeyScope } from '../../api/types.js';
import { unwrap } from '../../api/unwrap.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { mayInvite, useUser } from '../../features/session/use-session.js';
import { StepUpCancelled, withStepUp } from '../../features/step-up/step-up.js';
import { Button } from '../../ui/button.js';
import { Checkbox } from '../../ui/checkbox.js';
import { controlLook, Field } from '../../ui/field.js';

/** In the order of the list, each with the name of its explanation. */
const SCOPES = {
  search: 'search',
  chat: 'chat',
  'documents:read': 'documents-read',
  'documents:write': 'documents-write',
  embed: 'embed',
  mcp: 'mcp',
  ingest: 'ingest',
  admin: 'admin',
} as const satisfies Record<ApiKeyScope, string>;
const ALL_SCOPES = Object.keys(SCOPES).filter((scope): scope is ApiKeyScope => scope in SCOPES);
const DAY = 86_400_000;
/** What is offered; the server takes anything up to 365 days. */
const LIFETIMES = [7, 30, 90, 365];

interface NewKeyFormProps {
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}

export function NewKeyForm({ onMade, onCancel }: NewKeyFormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const user = useUser();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ApiKeyScope[]>(['search']);
  const [days, setDays] = useState(90);
  const create = useMutation({
    mutationFn: () => {
      const expiresAt = new Date(Date.now() + days * DAY).toISOString();
      const body = { name: name.trim(), scopes: [...scopes], expiresAt };
      return withStepUp(() => unwrap(client.POST('/api/v1/api-keys', { body })));
    },
    onSuccess: ({ key }) => {
      onMade(key);
      return queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (scopes.length > 0 && !create.isPending) create.mutate();
  };
  const toggle = (scope: ApiKeyScope, isOn: boolean) =>
    setScopes(isOn ? [...scopes, scope] : scopes.filter((one) => one !== scope));
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        required
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">{t('keys.scopes')}</legend>
        {ALL_SCOPES.filter((scope) => scope !== 'admin' || mayInvite(user)).map((scope) => (
          <Checkbox
            key={scope}
            label={t(`keys.scope.${SCOPES[scope]}`)}
            checked={scopes.includes(scope)}
            onChange={(event) => toggle(scope, event.target.checked)}
          />
        ))}
      </fieldset>
      <label className="grid gap-1.5">
        <span className="text-sm font-medium">{t('keys.lifetime')}</span>
        <select className={controlLook} value={days} onChange={(event) => setDays(Number(event.target.value))}>
          {LIFETIMES.map((count) => (
            <option key={count} value={count}>
              {t('keys.days', { count })}
            </option>
          ))}
        </select>
      </label>
      {create.isError && !(create.error instanceof StepUpCancelled) && <ProblemNotice error={create.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>{t('action.cancel')}</Button>
        <Button look="primary" type="submit" busy={create.isPending} disabled={scopes.length === 0}>
          {t('keys.submit')}
        </Button>
      </div>
    </form>
  );
}
