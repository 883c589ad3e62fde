import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Field } from './field.js';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  readonly title: string;
  readonly description: string;
  readonly confirm: string;
  /** What has to be typed before the action is offered; for what cannot be undone. */
  readonly typed?: string;
  readonly look?: 'primary' | 'loss';
  readonly busy?: boolean;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title} description={props.description}>
      <ConfirmForm {...props} />
    </Dialog>
  );
}

function ConfirmForm({ onClose, onConfirm, confirm, typed, look = 'loss', busy = false }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const isReady = typed === undefined || sameName(text, typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !busy) onConfirm();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {typed !== undefined && (
        <Field
          label={t('confirm.typeName', { name: typed })}
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
        />
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button look={look} type="submit" disabled={!isReady} busy={busy}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}

/** Typing a name proves intent, not spelling: case and outer spaces do not count. */
const sameName = (one: string, other: string): boolean =>
  one.trim().normalize('NFC').toLocaleLowerCase() === other.trim().normalize('NFC').toLocaleLowerCase();
