import {
  createHash,
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** What an authenticator does other than it should. */
export interface Misconduct {
  readonly userVerified?: boolean;
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly backupEligible?: boolean;
  readonly challenge?: string;
  readonly userHandle?: string;
  readonly type?: string;
  readonly signature?: Uint8Array;
}

interface Credential {
  readonly id: Uint8Array;
  readonly privateKey: KeyObject;
  readonly userHandle: string;
  /** What its PRF is keyed with (CTAP 2.1 §12.5, hmac-secret). */
  readonly prfKey: Uint8Array;
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;
const ATTESTED = 0x40;

/** A WebAuthn authenticator with its browser, in software: P-256, discoverable credentials, PRF, no attestation. */
export class SoftwareAuthenticator {
  readonly #credentials: Credential[] = [];
  #counter = 0;

  constructor(
    readonly origin: string,
    readonly rpId: string,
    private readonly isBackupEligible = false,
  ) {}

  /** Answers `navigator.credentials.create`. @returns The credential as JSON and the secret of its PRF. */
  create(options: CreationOptions, misconduct: Misconduct = {}) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const credential: Credential = {
      id: randomBytes(32),
      privateKey: createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
      userHandle: options.user.id,
      prfKey: randomBytes(32),
    };
    this.#credentials.push(credential);
    const coseKey = cborMap([
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(-7)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ]);
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(credential.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), idLength, credential.id, coseKey]);
    const authenticatorData = this.#authenticatorData(misconduct, attested);
    const attestationObject = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authenticatorData)],
    ]);
    return {
      credential: {
        ...describe(credential),
        response: {
          clientDataJSON: base64url(this.#clientData('webauthn.create', options.challenge, misconduct)),
          attestationObject: base64url(attestationObject),
          transports: ['internal'],
        },
      },
      prf: prfSecret(credential, options.extensions?.prf?.eval?.first ?? ''),
    };
  }

  /** Answers `navigator.credentials.get`. @returns The assertion, and the PRF's secret where its salt was named. */
  get(options: RequestOptions, misconduct: Misconduct = {}) {
    const allowed = options.allowCredentials?.map(({ id }) => id);
    const credential = this.#credentials.find(({ id }) => allowed === undefined || allowed.includes(base64url(id)));
    if (credential === undefined) throw new Error('no such credential');
    const authenticatorData = this.#authenticatorData(misconduct);
    const clientData = this.#clientData('webauthn.get', options.challenge, misconduct);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    const salt = options.extensions?.prf?.evalByCredential?.[base64url(credential.id)]?.first;
    return {
      credential: {
        ...describe(credential),
        response: {
          clientDataJSON: base64url(clientData),
          authenticatorData: base64url(authenticatorData),
          signature: base64url(misconduct.signature ?? sign('sha256', signed, credential.privateKey)),
          userHandle: misconduct.userHandle ?? credential.userHandle,
        },
      },
      ...(salt === undefined ? {} : { prf: prfSecret(credential, salt) }),
    };
  }

  #clientData(type: string, challenge: string, misconduct: Misconduct): Buffer {
    const data = {
      type: misconduct.type ?? type,
      challenge: misconduct.challenge ?? challenge,
      origin: misconduct.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data));
  }

  #authenticatorData(misconduct: Misconduct, attested?: Uint8Array): Buffer {
    const { userVerified = true, backupEligible = this.isBackupEligible } = misconduct;
    const backup = backupEligible ? BACKUP_ELIGIBLE | BACKED_UP : 0;
    const flags = USER_PRESENT | (userVerified ? USER_VERIFIED : 0) | backup | (attested ? ATTESTED : 0);
    const counter = Buffer.alloc(4);
    this.#counter += 1;
    counter.writeUInt32BE(misconduct.counter ?? this.#counter);
    const rpIdHash = sha256(misconduct.rpId ?? this.rpId);
    return Buffer.concat([rpIdHash, Buffer.of(flags), counter, ...(attested ? [attested] : [])]);
  }
}

export interface CreationOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
  readonly extensions?: { readonly prf?: { readonly eval?: { readonly first: string } } };
}

export interface RequestOptions {
  readonly challenge: string;
  readonly allowCredentials?: readonly { readonly id: string }[];
  readonly extensions?: {
    readonly prf?: { readonly evalByCredential?: Readonly<Record<string, { readonly first: string }>> };
  };
}

function describe({ id }: Credential) {
  return { id: base64url(id), rawId: base64url(id), type: 'public-key', clientExtensionResults: {} };
}

/** The browser hashes the salt (WebAuthn Level 3 §10.1.4), the authenticator keys it, our page derives from that. */
function prfSecret({ prfKey }: Credential, salt: string): string {
  const hashed = sha256(Buffer.concat([Buffer.from('WebAuthn PRF\0'), Buffer.from(salt, 'base64url')]));
  const output = createHmac('sha256', prfKey).update(hashed).digest();
  return base64url(new Uint8Array(hkdfSync('sha256', output, new Uint8Array(0), 'hearthlore/v1/prf-unlock', 32)));
}

/** As much of CBOR (RFC 8949 §3) as an attestation needs. */
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.of((major << 5) | value);
  if (value < 256) return Buffer.of((major << 5) | 24, value);
  return Buffer.of((major << 5) | 25, value >> 8, value & 0xff);
}
const cborInt = (value: number): Buffer => (value < 0 ? cborHead(1, -1 - value) : cborHead(0, value));
const cborBytes = (bytes: Uint8Array): Buffer => Buffer.concat([cborHead(2, bytes.length), bytes]);
const cborText = (text: string): Buffer => Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
const cborMap = (entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
