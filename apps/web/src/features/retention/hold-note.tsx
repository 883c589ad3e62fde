import { Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { formatDate } from '../../ui/format.js';
import { useDue } from './use-due.js';

interface HoldNoteProps {
  readonly id: string;
  readonly heldAt: string | null;
  readonly isBusy: boolean;
  /** Absent where who looks may not change it. */
  readonly onHold: ((hold: boolean) => void) | undefined;
}

/** When a rule takes this, or that none may: its owner's word is the last one. */
export function HoldNote({ id, heldAt, isBusy, onHold }: HoldNoteProps) {
  const { t } = useTranslation();
  const due = useDue(id);
  const text =
    heldAt !== null
      ? t('hold.since', { date: formatDate(heldAt) })
      : due !== undefined
        ? t(`hold.due.${due.kind}`, { date: formatDate(due.due) })
        : t('hold.none');
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <p className="min-w-0 flex-1 basis-56 text-ink-soft">{text}</p>
      {onHold !== undefined && (
        <Button size="small" busy={isBusy} onClick={() => onHold(heldAt === null)}>
          {heldAt === null ? <Pin aria-hidden /> : <PinOff aria-hidden />}
          {t(heldAt === null ? 'hold.set' : 'hold.release')}
        </Button>
      )}
    </div>
  );
}
