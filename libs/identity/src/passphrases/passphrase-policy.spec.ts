import { describe, expect, it } from 'vitest';
import { WeakPassphraseError } from '../identity.errors.js';
import { assertStrongPassphrase, suggestPassphrase } from './passphrase-policy.js';

const refusalOf = (passphrase: string, personal: readonly string[] = []): Promise<unknown> =>
  assertStrongPassphrase(passphrase, personal).catch((error: unknown) => error);

describe('a passphrase', () => {
  it('passes as it is offered', async () => {
    for (let i = 0; i < 20; i += 1) await expect(refusalOf(await suggestPassphrase())).resolves.toBeUndefined();
  });

  it('is offered as five words of the long list, other ones each time', async () => {
    const offered = await Promise.all(Array.from({ length: 20 }, suggestPassphrase));
    for (const passphrase of offered) expect(passphrase).toMatch(/^[a-z-]+(?: [a-z-]+){4}$/);
    expect(new Set(offered).size).toBe(offered.length);
  });

  it('is at least fifteen characters long, however wild they are', async () => {
    await expect(refusalOf('k#9Qz!vW2$xR7p')).resolves.toBeInstanceOf(WeakPassphraseError);
    await expect(refusalOf('k#9Qz!vW2$xR7pL')).resolves.toBeUndefined();
  });

  it.each([
    'passwordpassword',
    'correcthorsebatterystaple',
    'qwertyuiopasdfghjkl',
    'aaaaaaaaaaaaaaaaaaaaaaaaa',
    '123456789012345678901234',
    'iloveyouiloveyou1!',
    'P@ssw0rdP@ssw0rd2024',
  ])('is not one that everybody tries first: %s', (passphrase) =>
    expect(refusalOf(passphrase)).resolves.toBeInstanceOf(WeakPassphraseError),
  );

  it('needs no capital, digit or sign', () =>
    expect(refusalOf('violett hummeln jonglieren quarkbrote')).resolves.toBeUndefined());

  it('is not the member’s own name or address', async () => {
    const personal = ['Maximiliane Hohenwarth', 'mhohenwarth@sternwarte-kremsmuenster.example'];
    await expect(refusalOf('Maximiliane Hohenwarth', personal)).resolves.toBeInstanceOf(WeakPassphraseError);
    await expect(refusalOf('mhohenwarth@sternwarte-kremsmuenster.example', personal)).resolves.toBeInstanceOf(
      WeakPassphraseError,
    );
    await expect(refusalOf('Maximiliane Hohenwarth')).resolves.toBeUndefined();
  });

  it('is not made of the parts of name and address either', async () => {
    const personal = ['Maximiliane Hohenwarth', 'mhohenwarth@sternwarte-kremsmuenster.example'];
    await expect(refusalOf('Hohenwarth-Maximiliane1', personal)).resolves.toBeInstanceOf(WeakPassphraseError);
    await expect(refusalOf('sternwartemaximiliane', personal)).resolves.toBeInstanceOf(WeakPassphraseError);
  });

  it('is judged as it is stretched: wide letters and split accents hide nothing', async () => {
    await expect(refusalOf('ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ')).resolves.toBeInstanceOf(WeakPassphraseError);
    // Fifteen code units as typed, fourteen once composed.
    await expect(refusalOf('k#9Qz!vW2$xR7e\u0301')).resolves.toBeInstanceOf(WeakPassphraseError);
  });

  it('may be very long, and costs no more to judge then', () =>
    expect(refusalOf(`xylophon ${'geranium quastenflosser '.repeat(40)}`)).resolves.toBeUndefined());

  it('is not quoted by the error that refuses it', async () => {
    const error: unknown = await assertStrongPassphrase('passwordpassword', []).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'passphrase.too-weak', details: { minimumLength: 15 } });
    expect(JSON.stringify(error) + String(error)).not.toContain('passwordpassword');
  });
});
