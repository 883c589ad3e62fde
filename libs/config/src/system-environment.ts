/** What a program of the system needs: where programs and caches are, which index and certificates the user chose. */
const NEEDED =
  /^(PATH|HOME|USER|LANG|LC_\w+|TMPDIR|XDG_\w+|LOCALAPPDATA|SystemRoot|PIP_\w+|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|\w+_proxy|\w+_PROXY)$/;

/** The environment for a foreign program: none of our settings, so none of our secrets. */
export function systemEnvironment(source: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(source).filter(([name]) => NEEDED.test(name)));
}
