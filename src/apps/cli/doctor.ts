import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Config } from '#platform/config'
import { inspectDatabase } from '#platform/db'
import { countJobs } from '#platform/jobs'
import { isFolderLocked } from '#platform/process'
import { openForCommand } from './installation.ts'
import { sentenceOf } from './sentences.ts'

/** One thing that was looked at. */
interface Finding {
  readonly state: 'ok' | 'warn' | 'bad'
  readonly sentence: string
}

const ok = (sentence: string): Finding => ({ state: 'ok', sentence })
const warn = (sentence: string): Finding => ({ state: 'warn', sentence })
const bad = (sentence: string): Finding => ({ state: 'bad', sentence })

const marks = { ok: 'bien    ', warn: 'attention', bad: 'à régler' } as const

/** `traboule doctor`: looks at each thing the platform needs; 1 when one of them stops it. */
export async function doctor(config: Config): Promise<number> {
  const findings = [
    nodeFinding(),
    ...(await folderFindings(config)),
    await portFinding(config),
    ...(await databaseFindings(config)),
    ...settingsFindings(config),
  ]
  for (const { state, sentence } of findings) process.stdout.write(`${marks[state].padEnd(10)} ${sentence}\n`)
  const worst = findings.filter(({ state }) => state === 'bad').length
  process.stdout.write(
    worst === 0 ? '\nL’installation est saine.\n' : `\n${worst} point${worst > 1 ? 's' : ''} à régler.\n`,
  )
  return worst === 0 ? 0 : 1
}

const nodeFinding = (): Finding => ok(`Node ${process.versions.node}`)

async function folderFindings({ dataFolder }: Config): Promise<Finding[]> {
  try {
    await mkdir(dataFolder, { recursive: true })
    await access(dataFolder, constants.W_OK)
  } catch {
    return [
      bad(
        `Le dossier ${dataFolder} ne peut pas être écrit : changez ses droits, ou donnez-en un autre avec TRABOULE_DATA.`,
      ),
    ]
  }
  const { bavail, bsize } = await statfs(dataFolder)
  const megabytes = Math.floor((bavail * bsize) / 1024 / 1024)
  const room = `${megabytes.toLocaleString('fr-FR')} Mo libres`
  if (megabytes < 200) return [bad(`Le disque du dossier ${dataFolder} est presque plein : ${room}.`)]
  return [
    megabytes < 2000
      ? warn(`Il reste peu de place dans ${dataFolder} : ${room}.`)
      : ok(`Dossier ${dataFolder}, ${room}`),
  ]
}

async function portFinding(config: Config): Promise<Finding> {
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host: config.host, port: config.port }, () => probe.close(() => resolve(true)))
  })
  if (isFree) return ok(`Le port ${config.port} est libre`)
  return (await isFolderLocked(config.dataFolder))
    ? ok(`La plateforme tourne, sans doute sur le port ${config.port}`)
    : warn(`Le port ${config.port} est pris par un autre programme : arrêtez-le, ou choisissez-en un autre avec PORT.`)
}

async function databaseFindings(config: Config): Promise<Finding[]> {
  try {
    const installation = await openForCommand(config)
    try {
      return [...(await inspect(installation.databaseUrl))]
    } finally {
      await installation.close()
    }
  } catch (error) {
    return [bad(sentenceOf(error) ?? `La base ne répond pas : ${String(error)}`)]
  }
}

async function inspect(url: string): Promise<Finding[]> {
  const facts = await inspectDatabase(url)
  const findings = [
    facts.majorVersion < 15
      ? bad(`PostgreSQL ${facts.version} est trop ancien : il en faut 15 ou plus récent.`)
      : ok(`PostgreSQL ${facts.version}`),
    facts.unknownMigrations.length > 0
      ? bad('La base vient d’une version plus récente de Traboule : installez cette version.')
      : facts.missingMigrations.length > 0
        ? warn(
            `${facts.missingMigrations.length} mise(s) à jour de la base à faire : lancez « traboule migrate » ou « traboule start ».`,
          )
        : ok('La base est à jour'),
  ]
  if (facts.unprotectedTables.length > 0) {
    findings.push(
      bad(
        `Ces tables ne sont plus isolées par collectivité : ${facts.unprotectedTables.join(', ')}. Restaurez la dernière sauvegarde saine.`,
      ),
    )
  }
  if (!facts.isDurable)
    findings.push(
      warn(
        'Le serveur n’écrit pas chaque validation sur le disque (fsync ou synchronous_commit) : une panne peut perdre des demandes.',
      ),
    )
  const jobs = facts.hasQueue ? await countJobs(url) : { waiting: 0, late: 0, failed: 0 }
  if (jobs.failed > 0)
    findings.push(bad(`${jobs.failed} travaux de fond ont échoué pour de bon : le journal dit pourquoi.`))
  if (jobs.late > 0)
    findings.push(
      warn(
        `${jobs.late} travaux de fond attendent depuis plus de cinq minutes : un processus « worker » tourne-t-il ?`,
      ),
    )
  if (jobs.failed + jobs.late === 0) findings.push(ok(`Travaux de fond : ${jobs.waiting} en attente`))
  return findings
}

const settingsFindings = (config: Config): Finding[] => [
  config.smtpUrl
    ? ok('Les courriels partent par SMTP')
    : warn('Aucun serveur de courriel (SMTP_URL) : les courriels restent dans le bureau, personne ne les reçoit.'),
  config.demo
    ? warn('Les comptes de démonstration sont connus de tous : mettez TRABOULE_DEMO=0 pour de vrais usagers.')
    : ok('Pas de comptes de démonstration'),
]
