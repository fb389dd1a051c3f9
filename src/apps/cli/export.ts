import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { exportDossiers } from '#counter/dossiers'
import { listOffers } from '#counter/procedures'
import { type Config, version } from '#platform/config'
import { systemContext } from '#platform/context'
import { safeFileName } from '#platform/files'
import { formats } from '#platform/i18n'
import { findSite, getTerritory, listCollectivities, type Site } from '#territory/collectivities'
import type { App } from '../app.ts'
import { withInstallation } from './app.ts'
import { misuseSentence } from './sentences.ts'

const words = formats('fr')

interface Asked {
  readonly out: string
  readonly collectivity: string | undefined
}

/**
 * `traboule export`: a folder that any program can read. One folder per collectivity: `dossiers.jsonl` (a dossier per
 * line, with its answers, journal, messages), `offers.json`, and `files/` in clear.
 */
export async function exportData(config: Config, args: readonly string[]): Promise<number> {
  const asked = readArguments(args)
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`)
    return 2
  }
  return withInstallation(config, async (app) => {
    const sites = await sitesOf(app, asked.collectivity)
    if (sites.length === 0) {
      process.stderr.write(
        `Aucune collectivité ${asked.collectivity ? `ne s’appelle « ${asked.collectivity} »` : 'n’est ouverte'} ici.\n`,
      )
      return 1
    }
    await mkdir(asked.out, { recursive: true, mode: 0o700 })
    await writeJson(join(asked.out, 'territory.json'), {
      format: 'traboule.export/1',
      version,
      exportedAt: app.clock.now(),
      territory: await getTerritory(app.db),
      collectivities: sites.map(({ slug, name, code }) => ({ slug, name, code })),
    })
    for (const site of sites) {
      const counts = await exportSite(app, site, join(asked.out, site.slug))
      process.stdout.write(
        `${site.name} : ${words.plural(counts.dossiers, 'demande', 'demandes')}, ${words.plural(counts.files, 'fichier', 'fichiers')}\n`,
      )
    }
    process.stdout.write(
      `Écrit dans ${asked.out}. Ces fichiers contiennent des données personnelles en clair : protégez-les.\n`,
    )
    return 0
  })
}

function readArguments(args: readonly string[]): Asked | string {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({ args: [...args], options: { out: text, collectivity: text } })
    const day = new Date().toISOString().slice(0, 10)
    return { out: resolve(values.out ?? `export-${day}`), collectivity: values.collectivity }
  } catch (error) {
    return misuseSentence(error)
  }
}

async function sitesOf(app: App, slug: string | undefined): Promise<Site[]> {
  const slugs =
    slug === undefined ? (await listCollectivities(app.db, { isOpen: true })).map((one) => one.slug) : [slug]
  const sites = await Promise.all(slugs.map((each) => findSite(app.db, { slug: each })))
  return sites.filter((site) => site !== undefined)
}

const writeJson = (file: string, value: unknown): Promise<void> =>
  writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })

async function exportSite(app: App, site: Site, folder: string): Promise<{ dossiers: number; files: number }> {
  const filesFolder = join(folder, 'files')
  await mkdir(filesFolder, { recursive: true, mode: 0o700 })
  await writeJson(join(folder, 'offers.json'), await app.db.readCollectivity(site.id, (tx) => listOffers(tx, site.id)))
  const lines = createWriteStream(join(folder, 'dossiers.jsonl'), { mode: 0o600 })
  const counts = { dossiers: 0, files: 0 }
  for await (const exported of exportDossiers(systemContext(app, 'export'), site.id)) {
    const attachments = exported.attachments.map((attachment) => ({
      ...attachment,
      file: `files/${attachment.id}-${safeFileName(attachment.name, attachment.media_type)}`,
    }))
    for (const { digest, file } of attachments) {
      await pipeline(await app.files.open(digest), createWriteStream(join(folder, file), { mode: 0o600 }))
    }
    await writeLine(lines, { ...exported, attachments })
    counts.dossiers += 1
    counts.files += attachments.length
  }
  lines.end()
  await finished(lines)
  return counts
}

/** Waits when the disk is slower than the database. */
function writeLine(lines: WriteStream, value: unknown): Promise<void> | undefined {
  const goesOn = lines.write(`${JSON.stringify(value)}\n`)
  return goesOn ? undefined : new Promise((resume) => lines.once('drain', resume))
}
