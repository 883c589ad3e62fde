/** What differs between installations. None of it is typed by a person: an address, hexadecimal digits and a date. */
export interface TrustPage {
  readonly address: string;
  /** SHA-256, as `AB:CD:…`. */
  readonly fingerprint: string;
  readonly until: Date;
}

export const TRUST_STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
code { display: block; padding: 0.75rem 1rem; border: 1px solid; border-radius: 0.5rem; overflow-wrap: anywhere; }
.button { display: inline-block; padding: 0.75rem 1.25rem; border: 2px solid; border-radius: 0.5rem; font-weight: 600; }
`;

/** One page without a script: it has to work in the browser of a phone that does not trust this server yet. */
export function trustPage({ address, fingerprint, until }: TrustPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trust this Hearthlore</title>
<link rel="stylesheet" href="/trust/trust.css">
</head>
<body>
<main>
<h1>Let this device trust your family’s Hearthlore</h1>
<p>Your browser warns of this server because its certificate comes from an authority that only your family has. Install
that authority once on each device, and the warning goes away. It can vouch for the names and addresses of your home
network and for nothing else, until ${until.toISOString().slice(0, 10)}.</p>
<h2>1. Compare the fingerprint</h2>
<p>Whoever runs the server sees it in the terminal, by <strong>hearthlore tls init</strong>. It has to be this one, and
your device shows the same SHA-256 before it installs. If one differs, stop: somebody is between you and the server.</p>
<code>${fingerprint.replaceAll(':', ' ')}</code>
<h2>2. Download</h2>
<p><a class="button" href="/trust/ca.crt" download="hearthlore-ca.crt">Download the authority</a></p>
<h2>3. Install</h2>
<h3>iPhone, iPad</h3>
<ol>
<li>Open this page in Safari, download, and allow the profile.</li>
<li>Settings → General → VPN &amp; Device Management → the profile → Install.</li>
<li>Settings → General → About → Certificate Trust Settings → switch it on.</li>
</ol>
<h3>Android</h3>
<ol>
<li>Settings → Security &amp; privacy → More security settings → Encryption &amp; credentials.</li>
<li>Install a certificate → CA certificate → Install anyway → hearthlore-ca.crt.</li>
</ol>
<h3>Windows</h3>
<ol>
<li>Open the file → Install Certificate → Current User.</li>
<li>Place all certificates in the following store → Trusted Root Certification Authorities.</li>
</ol>
<h3>macOS</h3>
<ol>
<li>Open the file: Keychain Access adds it to the login keychain.</li>
<li>Open its entry → Trust → When using this certificate: Always Trust.</li>
</ol>
<h3>Firefox, on any computer</h3>
<ol>
<li>Settings → Privacy &amp; Security → Certificates → View Certificates → Authorities → Import.</li>
<li>Tick “Trust this CA to identify websites”.</li>
</ol>
<h2>4. Open Hearthlore</h2>
<p><a href="${address}/">${address}</a>, now without a warning. To undo this later, remove the authority in the same
place.</p>
</main>
</body>
</html>
`;
}
