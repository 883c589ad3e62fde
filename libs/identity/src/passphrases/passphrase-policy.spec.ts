import { describe, expect, it } from 'vitest';
import { WeakPassphraseError } from '../identity.errors.js';
import { assertStrongPassphrase, suggestPassphrase } from './passphrase-policy.js';

const accepts = (passphrase: string, personal: readonly string[] = []) =>
  expect(assertStrongPassphrase(passphrase, personal)).resolves.toBeUndefined();
const refuses = (passphrase: string, personal: readonly string[] = []) =>
  expect(assertStrongPassphrase(passphrase, personal)).rejects.toThrow(WeakPassphraseError);

describe('a passphrase', () => {
  it('passes as it is offered', async () => {
    for (let i = 0; i < 20; i += 1) await accepts(await suggestPassphrase());
  });

  it('is offered as five words of the long list, other ones each time', async () => {
    const offered = await Promise.all(Array.from({ length: 20 }, suggestPassphrase));
    for (const passphrase of offered) expect(passphrase).toMatch(/^[a-z-]+(?: [a-z-]+){4}$/);
    expect(new Set(offered).size).toBe(offered.length);
  });

  it('is at least fifteen characters long, however wild they are', async () => {
    await refuses('k#9Qz!vW2$xR7p');
    await accepts('k#9Qz!vW2$xR7pL');
  });

  it.each([
    'passwordpassword',
    'correcthorsebatterystaple',
    'qwertyuiopasdfghjkl',
    'aaaaaaaaaaaaaaaaaaaaaaaaa',
    '123456789012345678901234',
    'iloveyouiloveyou1!',
    'P@ssw0rdP@ssw0rd2024',
  ])('is not one that everybody tries first: %s', (passphrase) => refuses(passphrase));

  it('needs no capital, digit or sign', () => accepts('violett hummeln jonglieren quarkbrote'));

  it('is not the member’s own name or address', async () => {
    const personal = ['Maximiliane Hohenwarth', 'mhohenwarth@sternwarte-kremsmuenster.example'];
    await refuses('Maximiliane Hohenwarth', personal);
    await refuses('mhohenwarth@sternwarte-kremsmuenster.example', personal);
    await accepts('Maximiliane Hohenwarth');
  });

  it('is not made of the parts of name and address either', async () => {
    const personal = ['Maximiliane Hohenwarth', 'mhohenwarth@sternwarte-kremsmuenster.example'];
    await refuses('Hohenwarth-Maximiliane1', personal);
    await refuses('sternwartemaximiliane', personal);
  });

  it('is judged as it is stretched: wide letters and split accents hide nothing', async () => {
    await refuses('ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ');
    // Fifteen code units as typed, fourteen once composed.
    await refuses('k#9Qz!vW2$xR7e\u0301');
  });

  it('may be very long, and costs no more to judge then', () =>
    accepts(`xylophon ${'geranium quastenflosser '.repeat(40)}`));

  it('is not quoted by the error that refuses it', async () => {
    const error: unknown = await assertStrongPassphrase('passwordpassword', []).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'passphrase.too-weak', details: { minimumLength: 15 } });
    expect(JSON.stringify(error) + String(error)).not.toContain('passwordpassword');
  });
});
