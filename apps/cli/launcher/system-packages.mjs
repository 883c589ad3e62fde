import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Programs that tests start, with the Debian package of each. */
const PROGRAMS = [
  { package: 'chromium', probe: ['chromium', '--version'], projects: ['e2e'] },
  { package: 'caddy', probe: ['caddy', 'version'], projects: ['e2e'] },
  { package: 'nginx', probe: ['nginx', '-v'], projects: ['e2e'] },
  { package: 'strace', probe: ['strace', '--version'], projects: ['security'] },
  { package: 'fail2ban', probe: ['fail2ban-regex', '--version'], projects: ['security'] },
  { package: 'util-linux', probe: ['prlimit', '--version'], projects: ['int', 'security', 'e2e'] },
  { package: 'python3-venv', probe: ['python3', '-c', 'import ensurepip, venv'], projects: ['int', 'security', 'e2e'] },
  { package: 'postgresql-client', probe: ['psql', '--version'], projects: ['int'] },
  { package: 'age', probe: ['age', '--version'], projects: ['int'] },
  { package: 'zstd', probe: ['zstd', '--version'], projects: ['int'] },
  { package: 'postgresql-client', probe: ['psql', '--version'], projects: ['int'] },
  { package: 'redis-server', probe: ['redis-server', '--version'], projects: ['int'] },
  { package: 'poppler-utils', probe: ['pdftotext', '-v'], projects: ['int', 'security', 'e2e'] },
];

/** Asked by Debian's packages before they start what they bring (invoke-rc.d(8)); 101 forbids it. */
const POLICY = '/usr/sbin/policy-rc.d';

const works = ([program, ...args]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/**
 * Installs what the tests of these projects need where root may do so by apt-get; else names it.
 *
 * @param {string[]} projects
 * @returns {boolean} Whether everything is there now.
 */
export function ensureSystemPackages(projects) {
  const missing = () =>
    PROGRAMS.filter((entry) => entry.projects.some((name) => projects.includes(name)) && !works(entry.probe)).map(
      (entry) => entry.package,
    );
  const wanted = missing();
  if (wanted.length === 0) return true;
  if (process.getuid?.() === 0 && works(['apt-get', '--version'])) aptInstall(wanted);
  const stillMissing = missing();
  if (stillMissing.length === 0) return true;
  console.error(`The tests need programs that are not here. Debian packages: ${stillMissing.join(' ')}`);
  console.error(`Install them as root: apt-get install ${stillMissing.join(' ')}`);
  return false;
}

function aptInstall(packages) {
  console.log(`Installing Debian packages for the tests: ${packages.join(' ')}`);
  const options = {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  // The tests want programs: no proxy may begin to listen on this machine because it came with its service.
  const isPolicyOurs = !existsSync(POLICY);
  if (isPolicyOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  } finally {
    if (isPolicyOurs) rmSync(POLICY);
  }
}
