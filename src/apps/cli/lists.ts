import { parseArgs } from 'node:util'
import { fedLists, type FedList, feedList, type FeedRefusal, refreshFedList } from '#counter/procedures'
import type { Config } from '#platform/config'
import { systemContext } from '#platform/context'
import { createOutbound } from '#platform/outbound'
import { findSite } from '#territory/collectivities'
import type { App } from '../app.ts'
import { withInstallation } from './app.ts'

const refusals: Readonly<Record<FeedRefusal, string>> = {
  unreachable: 'l’adresse ne répond pas',
  refused: 'l’adresse refuse de répondre',
  not_readable: 'la réponse n’est ni du JSON à l’endroit indiqué, ni du CSV',
  no_items: 'la réponse ne donne aucun élément : vérifiez --valeur, --libelle et --elements',
  too_many: 'la réponse donne plus de 100 000 éléments',
}

/** The operator writes these addresses: they may be on the town's own network. */
const outbound = () => createOutbound({ allowPrivate: true, timeout: 30_000, maxBytes: 20_000_000 })

function lineOf({ slug, feed, fedAt, failedAt, failure }: FedList): string {
  const read = fedAt ? `lue le ${fedAt.toISOString().slice(0, 16)}Z` : 'jamais lue'
  const reason = refusals[failure as FeedRefusal] ?? failure
  const fails = failedAt ? `, EN PANNE depuis le ${failedAt.toISOString().slice(0, 16)}Z : ${reason}` : ''
  return `${slug}  ${feed.url}  ${read}${fails}`
}

/** `traboule listes`: the lists that addresses feed. */
export const listLists = (config: Config): Promise<number> =>
  withInstallation(config, async ({ db }) => {
    const lists = await fedLists(db)
    const lines = lists.length === 0 ? ['Aucune liste n’est alimentée par une adresse.'] : lists.map(lineOf)
    process.stdout.write(`${lines.join('\n')}\n`)
    return 0
  })

/** `traboule listes refresh`: reads each address again, now. */
export const refreshEachList = (config: Config): Promise<number> =>
  withInstallation(config, async (app) => {
    let failures = 0
    for (const { id, slug } of await fedLists(app.db)) {
      const read = await refreshFedList({ ...app, outbound: outbound() }, id)
      if (!read.ok) failures += 1
      const told = read.ok ? `${read.value.items} éléments` : sentenceOf(read.refusal)
      process.stdout.write(`${slug}  ${told}\n`)
    }
    return failures === 0 ? 0 : 1
  })

const sentenceOf = (refusal: FeedRefusal | 'no_list'): string =>
  refusal === 'no_list' ? 'la liste n’est plus alimentée' : refusals[refusal]

const flags = {
  valeur: { type: 'string' },
  libelle: { type: 'string' },
  elements: { type: 'string' },
  titre: { type: 'string' },
  commune: { type: 'string' },
} as const

const usage =
  'Indiquez : listes feed NOM ADRESSE --valeur CHAMP --libelle CHAMP [--elements CHEMIN] [--titre "Titre"] [--commune COMMUNE].'

/** `traboule listes feed`: an address gives what a list offers, from now on. */
export async function feedOneList(config: Config, args: readonly string[]): Promise<number> {
  const asked = readAsked(args)
  if (!asked) {
    process.stderr.write(`${usage}\n`)
    return 2
  }
  return withInstallation(config, (app) => feed(app, asked))
}

type Asked = NonNullable<ReturnType<typeof readAsked>>

function readAsked(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true })
    const [slug = '', url = ''] = positionals
    const { valeur, libelle } = values
    const isComplete = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && /^https?:/.test(url) && URL.canParse(url)
    return isComplete && valeur && libelle ? { ...values, slug, url, valeur, libelle } : undefined
  } catch {
    return undefined
  }
}

async function feed(app: App, { slug, url, valeur, libelle, elements, titre, commune }: Asked): Promise<number> {
  const site = commune === undefined ? null : await findSite(app.db, { slug: commune })
  if (site === undefined) {
    process.stderr.write(`Aucune collectivité ne s’appelle « ${commune} ».\n`)
    return 2
  }
  const read = await feedList(systemContext(app, 'listes feed'), outbound(), {
    slug,
    collectivityId: site?.id ?? null,
    title: { fr: titre ?? slug },
    feed: { url, value: valeur, label: libelle, ...(elements !== undefined && { items: elements }) },
  })
  if (!read.ok) {
    process.stderr.write(`Rien n’est changé : ${refusals[read.refusal]}.\n`)
    return 1
  }
  process.stdout.write(`${slug} : ${read.value.items} éléments. L’adresse sera relue chaque nuit.\n`)
  return 0
}
