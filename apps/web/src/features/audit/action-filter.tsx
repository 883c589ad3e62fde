import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditActionName } from '../../api/types.js';
import { controlLook } from '../../ui/field.js';
import { actionText } from './audit-table.js';
import { FILTERED_ACTIONS } from './filtered-actions.js';

interface ActionFilterProps {
  readonly value: AuditActionName | undefined;
  readonly onChange: (action: AuditActionName | undefined) => void;
}

/** Leaves one kind of entry. */
export function ActionFilter({ value, onChange }: ActionFilterProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="grid max-w-xs gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {t('audit.filter')}
      </label>
      <select
        id={id}
        className={controlLook}
        value={value ?? ''}
        onChange={({ target }) => onChange(FILTERED_ACTIONS.find((action) => action === target.value))}
      >
        <option value="">{t('audit.all')}</option>
        {FILTERED_ACTIONS.map((action) => (
          <option key={action} value={action}>
            {actionText(action)}
          </option>
        ))}
      </select>
    </div>
  );
}
