import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { metaQuery } from '../../api/queries.js';
import { LeakageStatement } from '../../features/vectors/leakage-statement.js';
import { Card, Page } from '../../ui/page.js';

const sections = ['sealed', 'open', 'others', 'vectors', 'loss', 'outside'] as const;

/** What "Only you can open this" means, and what it does not. */
export function PrivacyPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('lock.mark')} lead={t('privacy.lead')}>
      {sections.map((section) => (
        <Card key={section} title={t(`privacy.${section}.title`)}>
          <p className="max-w-[68ch]">{t(`privacy.${section}.text`)}</p>
          {section === 'vectors' && <VectorsHere />}
        </Card>
      ))}
    </Page>
  );
}

/** Which store this server uses: whoever stores documents here may know. */
function VectorsHere() {
  const { t } = useTranslation();
  const meta = useQuery(metaQuery);
  return (
    <>
      {meta.isSuccess && (
        <p className="max-w-[68ch] font-medium">{t(`privacy.vectorsHere.${meta.data.features.vectorStore}`)}</p>
      )}
      <LeakageStatement />
    </>
  );
}
