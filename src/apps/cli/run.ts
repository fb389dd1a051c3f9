import { hasOperator, readDemoPeople } from '#identity/accounts'
import { type Config, environment } from '#platform/config'
import { systemContext } from '#platform/context'
import { createLog } from '#platform/log'
import { installationCodeOf } from '../bureau/index.ts'
import { withApp } from './app.ts'
import { loadDemoDay } from './demo-day.ts'
import { loadDemoDesk } from './demo-desk.ts'
import { loadDemoRequests } from './demo-requests.ts'
import { loadDemo, loadLibrary } from './library.ts'
import { planSimulators, type SimulatorPlan } from './simulators.ts'
import { type RunningPlatform, startPlatform } from './start.ts'

export const runStart = (config: Config): Promise<number> => run(config, false)

export const runUnderWatch = (config: Config): Promise<number> => run(config, true)

/** Runs until somebody asks it to stop. */
async function run(config: Config, watch: boolean): Promise<number> {
  const started = performance.now()
  let code: string | undefined
  const ended = untilAskedToStop()
  const platform = await startPlatform({
    config,
    environment: environment(),
    log: createLog(config.logLevel),
    watch,
    prepare: async (databaseUrl) => {
      const prepared = await prepare(config, databaseUrl)
      code = prepared.installationCode
      return prepared.simulators
    },
  })
  process.stdout.write(`${await banner(config, (performance.now() - started) / 1000, code)}\n`)
  await ended
  return stop(platform)
}

interface Prepared {
  readonly simulators?: SimulatorPlan | undefined
  /** Absent once somebody runs the platform. */
  readonly installationCode?: string | undefined
}

const prepare = (config: Config, databaseUrl: string): Promise<Prepared> =>
  withApp(config, databaseUrl, async (app) => {
    const ctx = systemContext(app, 'start')
    await loadLibrary(ctx)
    if (!config.demo) {
      return (await hasOperator(app)) ? {} : { installationCode: installationCodeOf(app.secrets) }
    }
    await loadDemo(ctx, app.accounts)
    await loadDemoDesk(app)
    // Their mails would leave for addresses that are nobody's.
    if (config.smtpUrl === undefined) {
      await loadDemoRequests(ctx, app.dossiers)
      await loadDemoDay(app)
    }
    return { simulators: await planSimulators(app) }
  })

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

async function stop(platform: RunningPlatform): Promise<number> {
  process.stdout.write('Arrêt : les requêtes en cours se terminent…\n')
  await platform.stop()
  process.stdout.write('Arrêté.\n')
  return 0
}

async function banner(config: Config, seconds: number, code: string | undefined): Promise<string> {
  const here = config.publicUrl
  const mails = config.smtpUrl ? 'envoyés par SMTP' : `gardés ici, à lire dans ${here}/bureau/courriels`
  const lines = [
    '',
    `Traboule est prêt (${seconds.toFixed(1)} s).`,
    '',
    `  Le guichet des usagers   ${here}/`,
    `  Le bureau des agents     ${here}/bureau`,
    `  Les courriels            ${mails}`,
    `  Les données              ${config.databaseUrl ? 'sur le serveur de DATABASE_URL' : config.dataFolder}`,
  ]
  if (!config.demo) return [...lines, ...(code === undefined ? [] : firstSteps(here, code)), ''].join('\n')
  const { password, operator, residents, agents } = await readDemoPeople()
  const accounts = [
    ...residents.slice(0, 1).map(({ email }) => [email, 'une usagère']),
    ...agents.slice(0, 3).map(({ email, collectivity, role }) => [email, `${roleNames[role]}, ${collectivity}`]),
    [operator.email, 'exploitation'],
  ]
  return [
    ...lines,
    '',
    `  Comptes de démonstration, mot de passe « ${password} » :`,
    ...accounts.map(([email = '', what = '']) => `    ${email.padEnd(38)} ${what}`),
    '',
    '  Ctrl+C pour arrêter.',
    '',
  ].join('\n')
}

const firstSteps = (here: string, code: string): readonly string[] => [
  '',
  `  Premier démarrage : créez le compte de l’exploitation sur ${here}/installation?code=${code}`,
  `  Code d’installation       ${code}`,
]

const roleNames: Readonly<Record<string, string>> = {
  agent: 'agent',
  supervisor: 'responsable',
  administrator: 'administration',
}
