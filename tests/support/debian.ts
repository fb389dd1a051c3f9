import { spawnSync } from 'node:child_process'

const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })

const missingOf = (packages: readonly string[]): string[] =>
  packages.filter((name) => !/^Status: install ok installed$/m.test(run('dpkg', '-s', name).stdout ?? ''))

/**
 * Has foreign programs from Debian's packages, installed if need be; none of their services is started.
 * @returns why they cannot be had, for the line of a skipped proof; undefined when they are there.
 */
export function whyNotInstalled(...packages: string[]): string | undefined {
  if (run('dpkg', '--version').status !== 0) return `${packages.join(', ')}: this machine is no Debian`
  const missing = missingOf(packages)
  if (missing.length === 0) return undefined
  if (process.getuid?.() !== 0) return `${missing.join(', ')}: not installed, and only root may install`
  const install = () =>
    run('apt-get', 'install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=240', ...missing)
  // A fresh machine has no list of packages yet.
  if (install().status !== 0) {
    run('apt-get', 'update', '-q')
    install()
  }
  const still = missingOf(packages)
  return still.length === 0 ? undefined : `${still.join(', ')}: could not be installed`
}
