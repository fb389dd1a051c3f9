import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { offerProcedure, type OfferOptions } from '#counter/procedures'
import type { Config } from '#platform/config'
import { type Context, systemContext } from '#platform/context'
import {
  declareHostname,
  listServices,
  openCollectivity,
  type PresentationRefusal,
  type Site,
} from '#territory/collectivities'
import { withInstallation } from './app.ts'

/** What a collectivity offers besides presenting itself: by procedure, the service that settles it and its own options. */
interface Opening {
  readonly offers?: Readonly<Record<string, { readonly service: string; readonly options?: Partial<OfferOptions> }>>
  readonly hosts?: readonly string[]
}

/** `traboule collectivity open FICHIER`: opens the guichet of a collectivity, or changes what it says. */
export async function openGuichet(config: Config, files: readonly string[]): Promise<number> {
  if (files.length === 0) {
    process.stderr.write('Indiquez le fichier de la collectivité : traboule collectivity open commune.json\n')
    return 2
  }
  return withInstallation(config, async (app) => {
    const ctx = systemContext(app, 'collectivity open')
    let failed = false
    for (const file of files) {
      const problems = await openOne(ctx, resolve(file))
      failed ||= problems.length > 0
      process.stdout.write(
        `${[`${file} : ${problems.length === 0 ? 'ouvert' : 'à corriger'}`, ...problems].join('\n  ')}\n`,
      )
    }
    return failed ? 1 : 0
  })
}

async function openOne(ctx: Context, path: string): Promise<string[]> {
  let json: Record<string, unknown> & Opening
  try {
    json = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown> & Opening
  } catch (error) {
    return [`Ce fichier ne se lit pas : ${error instanceof Error ? error.message : String(error)}`]
  }
  const { offers = {}, hosts = [], ...presentation } = json
  const opened = await openCollectivity(ctx, presentation)
  if (!opened.ok) return [presentationSentence(opened.refusal)]
  const site = opened.value
  return [...(await offerEach(ctx, site, offers)), ...(await declareEach(ctx, site, hosts))]
}

function presentationSentence(refusal: PresentationRefusal): string {
  switch (refusal.reason) {
    case 'bad_shape':
      return `${refusal.at || 'Le fichier'} n’a pas la forme attendue : voyez data/demo/collectivities.json.`
    case 'hours_out_of_order':
      return `${refusal.at} : les heures ne se suivent pas.`
    case 'unknown_collectivity':
      return 'Ce code n’est pas celui d’une collectivité du territoire : importez le territoire d’abord.'
    case 'brand_not_a_colour':
      return `${refusal.at} n’est pas une couleur : écrivez-la comme #a63e22.`
    case 'brand_too_light':
      return `${refusal.at} est trop claire : du texte blanc ne s’y lirait pas (il faut un contraste de 4,5).`
  }
}

async function offerEach(ctx: Context, site: Site, offers: NonNullable<Opening['offers']>): Promise<string[]> {
  const services = new Map((await listServices(ctx.db, site.id)).map(({ slug, id }) => [slug, id]))
  const problems: string[] = []
  for (const [position, [procedureSlug, { service, options }]] of Object.entries(offers).entries()) {
    const id = services.get(service)
    if (id === undefined) {
      problems.push(`${procedureSlug} : ${site.name} n’a pas de service « ${service} ».`)
      continue
    }
    const offered = await offerProcedure(ctx, {
      collectivityId: site.id,
      procedureSlug,
      bindings: { instructor: id, supervisor: id },
      position,
      published: true,
      ...(options ? { options } : {}),
    })
    if (!offered.ok) problems.push(`${procedureSlug} : ${offerSentences[offered.refusal]}`)
  }
  return problems
}

const offerSentences = {
  unknown_procedure: 'cette démarche n’est pas dans la bibliothèque.',
  invalid_options: 'ses options ne sont pas complètes : délai, tarif, contact.',
  invalid_slug: 'son adresse n’est faite que de minuscules, de chiffres et de tirets.',
  unknown_function: 'son circuit n’a pas ces fonctions.',
  invalid_binding: 'un service n’est pas bien désigné.',
  unbound_function: 'une fonction de son circuit n’est confiée à aucun service.',
} as const

async function declareEach(ctx: Context, site: Site, hosts: readonly string[]): Promise<string[]> {
  const problems: string[] = []
  for (const host of hosts) {
    const declared = await declareHostname(ctx, { collectivityId: site.id, host })
    if (!declared.ok) problems.push(`« ${host} » n’est pas un nom d’hôte.`)
  }
  return problems
}
