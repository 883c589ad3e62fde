import { Link, useNavigate } from '@tanstack/react-router';
import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../../api/session.js';
import { problemText } from '../../features/problem/problem-text.js';
import { mayWrite, useUser } from '../../features/session/use-session.js';
import { ThemePicker } from '../../features/theme/theme-picker.js';
import { Button } from '../../ui/button.js';
import { Card, Page } from '../../ui/page.js';
import { toast } from '../../ui/toasts.js';
import { ActivityCard } from './cards/activity-card.js';
import { DevicesCard } from './cards/devices-card.js';
import { PassphraseCard } from './cards/passphrase-card.js';
import { PasskeysCard } from './cards/passkeys-card.js';
import { RecoveryKeyCard } from './cards/recovery-key-card.js';
import { SecondFactorCard } from './cards/second-factor-card.js';
import { SettingsNav } from './settings-nav.js';

export function SecurityPage() {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await signOut();
      await navigate({ to: '/login' });
    } catch (error) {
      toast('loss', problemText(error));
    }
  };
  if (user === undefined) return null;
  return (
    <Page title={t('settings.title')}>
      <SettingsNav />
      <Card title={t('settings.you')}>
        <p>
          {user.name} · {user.email} · {t(`role.${user.role}`)}
        </p>
        <div>
          <Button onClick={() => void leave()}>
            <LogOut aria-hidden />
            {t('settings.signOut')}
          </Button>
        </div>
        <p className="text-sm text-ink-soft">{t('settings.signOutHint')}</p>
      </Card>
      <PassphraseCard />
      <SecondFactorCard />
      <PasskeysCard />
      <DevicesCard />
      <RecoveryKeyCard />
      <ActivityCard />
      {mayWrite(user) && (
        <Card title={t('keys.title')}>
          <p className="text-ink-soft">{t('keys.lead')}</p>
          <Link to="/settings/keys" className="min-h-6 text-ember underline underline-offset-2">
            {t('keys.open')}
          </Link>
        </Card>
      )}
      <Card title={t('theme.label')}>
        <ThemePicker />
      </Card>
      <Card title={t('settings.stored')}>
        <ul className="grid list-disc gap-1.5 ps-5">
          <li>{t('settings.storedServer')}</li>
          <li>{t('settings.storedBrowser')}</li>
          <li>{t('settings.storedOriginals')}</li>
        </ul>
        <Link to="/privacy" className="min-h-6 text-ember underline underline-offset-2">
          {t('settings.more')}
        </Link>
      </Card>
    </Page>
  );
}
