import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { Progress } from '../../ui/progress.js';

interface JobProgressProps {
  /** What is being done: names the bar for who does not see it. */
  readonly label: string;
  /** 0 to 100. */
  readonly progress: number;
  /** What it is at, as the server's code. */
  readonly step: string | null;
}

/** Something that takes its time and goes on at the server: who leaves the screen finds it here again. */
export function JobProgress({ label, progress, step }: JobProgressProps) {
  const { t } = useTranslation();
  // a screen reader is told of every tenth, not of every percent (WCAG 2.2, 4.1.3)
  const percent = Math.floor(progress / 10) * 10;
  return (
    <div className="grid gap-1.5">
      <output className="text-sm text-ink-soft tabular-nums">{`${stepText(step)} ${t('job.percent', { percent })}`}</output>
      <Progress label={label} value={progress} />
      <p className="text-sm text-ink-soft">{t('job.leave')}</p>
    </div>
  );
}

/** @returns Words for the server's code of a step, such as `export.documents`. */
function stepText(step: string | null): string {
  const text: unknown = i18next.getResource('en', 'translation', `job.step.${step ?? 'starting'}`);
  return typeof text === 'string' ? text : i18next.t('job.step.working');
}
