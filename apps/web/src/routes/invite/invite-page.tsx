import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicClient } from '../../api/session.js';
import { unwrap } from '../../api/unwrap.js';
import { ProblemNotice } from '../../features/problem/problem-notice.js';
import { RecoveryCeremony } from '../../features/recovery-key/recovery-ceremony.js';
import { type Profile, ProfileForm } from '../../features/session/profile-form.js';
import { SpokenWords } from '../../features/spoken-words/spoken-words.js';
import { Button } from '../../ui/button.js';
import { formatDateTime } from '../../ui/format.js';
import { Notice } from '../../ui/notice.js';
import { DoorPage, Loading } from '../../ui/page.js';

type Step =
  | { readonly name: 'profile' }
  | { readonly name: 'recovery'; readonly recoveryKey: string; readonly words: readonly string[] }
  | { readonly name: 'done'; readonly words: readonly string[] };

/** The token stands behind the #: browsers send that part to no server, and no log has it. */
export function InvitePage() {
  const { t } = useTranslation();
  const token = useLocation({ select: ({ hash }) => hash });
  const [step, setStep] = useState<Step>({ name: 'profile' });
  const invite = useQuery({
    queryKey: ['invite-preview', token],
    queryFn: () => unwrap(publicClient.POST('/api/v1/invites/preview', { body: { token } })),
    retry: false,
    gcTime: 0,
  });
  const inviter = invite.data?.inviterName ?? '';

  const accept = async ({ name, email, passphrase }: Profile) => {
    const body = { token, name, email, passphrase };
    const { recoveryKey, words } = await unwrap(publicClient.POST('/api/v1/invites/accept', { body }));
    setStep({ name: 'recovery', recoveryKey, words });
  };

  if (step.name === 'done') {
    return (
      <DoorPage title={t('invite.doneTitle')}>
        <Notice tone="done">{t('invite.doneLead', { inviter })}</Notice>
        <SpokenWords label={t('invite.words', { inviter })} words={step.words} />
        <p className="text-sm text-ink-soft">{t('invite.wordsWhy')}</p>
        <Button look="primary" asChild>
          <Link to="/login">{t('login.submit')}</Link>
        </Button>
      </DoorPage>
    );
  }
  if (step.name === 'recovery') {
    return (
      <DoorPage wide title={t('recovery.title')}>
        <RecoveryCeremony recoveryKey={step.recoveryKey} onDone={() => setStep({ name: 'done', words: step.words })} />
      </DoorPage>
    );
  }
  return (
    <DoorPage title={t('invite.title')} lead={t('invite.lead')}>
      {invite.isPending && <Loading label={t('invite.loading')} />}
      {invite.isError && <ProblemNotice error={invite.error} />}
      {invite.isSuccess && (
        <>
          <p>
            {t('invite.from', {
              inviter,
              role: t(`role.${invite.data.role}`),
              date: formatDateTime(invite.data.expiresAt),
            })}
          </p>
          <ProfileForm submit={t('invite.submit')} onSubmit={accept} />
        </>
      )}
    </DoorPage>
  );
}
