import { Copy, Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { saveFile } from '../../ui/save-file.js';
import { toast } from '../../ui/toasts.js';

interface BackupCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

export function BackupCodes({ codes, onDone }: BackupCodesProps) {
  const { t } = useTranslation();
  const text = `${codes.join('\n')}\n`;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast('done', t('secondFactor.codesCopied')),
      () => toast('loss', t('problem.clipboard')),
    );
  const download = () => saveFile('hearthlore-backup-codes.txt', new Blob([text], { type: 'text/plain' }));
  return (
    <div className="grid gap-4">
      <ol aria-label={t('secondFactor.codes')} className="grid gap-1.5 sm:grid-cols-2" translate="no">
        {codes.map((code) => (
          <li key={code} className="rounded-sm bg-sunken px-2.5 py-1 font-mono">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button onClick={download}>
          <Download aria-hidden />
          {t('secondFactor.codesDownload')}
        </Button>
        <Button onClick={() => void copy()}>
          <Copy aria-hidden />
          {t('secondFactor.codesCopy')}
        </Button>
      </div>
      <Button look="primary" onClick={onDone}>
        {t('secondFactor.codesKept')}
      </Button>
    </div>
  );
}
