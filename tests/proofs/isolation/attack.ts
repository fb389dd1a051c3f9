import type { Route } from '#platform/http'
import { entriesToSend, formsOf, type PageForm } from '../forms.ts'
import { knock, type Knock } from './knock.ts'
import type { Random } from './random.ts'
import type { Actor, Target, World } from './world.ts'

/** What somebody tries on one route, with the ids of others. */
export interface Attack {
  readonly route: Route
  readonly target: Target
  readonly request: Knock
}

/** A request to a route: mostly a whole address of one target, sometimes with one part taken from another. */
export async function aim(world: World, random: Random, route: Route, actor: Actor): Promise<Attack> {
  // Now and then her own: what she may do must not open more than it should.
  const own = random.chance(0.2) ? world.targets.filter((each) => isOwner(actor, each)) : []
  const target = random.pick(own.length > 0 ? own : world.targets)
  const other = random.pick(world.targets)
  const names = [...route.url.matchAll(/:([a-zA-Z]+)/g)].map(([, name = '']) => name)
  const swapped = random.chance(0.3) && names.length > 0 ? random.pick(names) : undefined
  const values = new Map(names.map((name) => [name, valueOf(world, random, name, name === swapped ? other : target)]))
  const path = route.url.replaceAll(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(values.get(name) ?? ''))
  // On a commune's own host name its site is at the root: the same doors, another way to them.
  const isHosted = route.url.startsWith('/:site') && random.chance(0.2)
  const hostOf = world.tenants.find(({ slug }) => slug === values.get('site'))?.host
  const request = {
    method: route.method === 'OPTIONS' ? 'GET' : route.method,
    url: (isHosted && hostOf ? path.replace(/^\/[^/]+/, '') || '/' : path) + searchOf(world, random, route),
    ...(isHosted && hostOf && { host: hostOf }),
  }
  if (route.method === 'GET') return { route, target, request }
  const entries = await entriesFor(world, random, { route, path, target, actor })
  // Forms that take anything are read by the page itself, with files or without.
  const isMultipart = (route.schema.body === undefined || !('properties' in route.schema.body)) && random.chance(0.4)
  return { route, target, request: { ...request, entries, isMultipart } }
}

const pages = ['person', 'place', 'verifier-et-envoyer', 'accuse-de-reception', 'fichiers']

/** What a part of an address may hold. A name that nobody foresaw gets any id there is. */
function valueOf(world: World, random: Random, name: string, target: Target): string {
  switch (name) {
    case 'site':
      return target.tenant.slug
    case 'slug':
      return target.procedure
    case 'draft':
      return random.chance(0.85) ? target.draftId : random.pick(['nouvelle', target.dossierId ?? target.draftId])
    case 'id':
      return target.dossierId ?? target.draftId
    case 'file':
      return target.fileIds.length > 0 ? random.pick(target.fileIds) : target.draftId
    case 'page':
      return random.pick(pages)
    case 'action':
      return random.pick(world.actions)
    case 'mail':
      return random.pick(world.mailIds)
    case 'rank':
      return '0'
    default:
      return random.pick([target.draftId, target.dossierId ?? target.draftId, ...target.fileIds, random.letters(20)])
  }
}

/** A few letters of a secret: enough to find it, not to have it echoed. */
function beginningOfASecret(world: World, random: Random): string {
  return random.pick([...world.markers.values()]).word.slice(0, 8)
}

const sortKeys = ['due', 'submitted', 'updated'] as const

function cursor(random: Random, target: Target): string {
  const key = `${random.pick(sortKeys)} ${target.dossierId ?? target.draftId} ${random.pick(['2020-01-01 00:00:00+00', '2099-01-01 00:00:00+00'])}`
  return Buffer.from(key).toString('base64url')
}

function searchOf(world: World, random: Random, { schema }: Route): string {
  const names = Object.keys(schema.querystring?.properties ?? {}).filter(() => random.chance(0.5))
  if (names.length === 0) return ''
  const pairs = names.map((name): [string, string] => {
    const target = random.pick(world.targets)
    switch (name) {
      case 'q':
        return [name, beginningOfASecret(world, random)]
      case 'vers':
        return [name, 'fr']
      case 'vue':
        return [name, random.pick(['toutes', 'closes', 'miennes', 'a-prendre'])]
      case 'apres':
      case 'avant':
        return [name, cursor(random, target)]
      case 'retour':
        return [name, `/mes-demandes/${target.dossierId ?? target.draftId}`]
      case 'rang':
        return [name, String(random.nat(5))]
      default:
        return [
          name,
          random.pick([target.draftId, target.tenant.slug, target.tenant.services[0], 'voirie', '2020-01-01', 'oui']),
        ]
    }
  })
  return `?${new URLSearchParams(pairs).toString()}`
}

interface Aimed {
  readonly route: Route
  readonly path: string
  readonly target: Target
  readonly actor: Actor
}

/** The form that its owner has before her eyes, sent by somebody else; or a form made up. */
async function entriesFor(world: World, random: Random, aimed: Aimed): Promise<(readonly [string, string])[]> {
  const form = random.chance(0.75) ? await formOfOwner(world, aimed) : undefined
  if (!form) return madeUp(world, random, aimed)
  const button = form.buttons.length > 0 && random.chance(0.5) ? random.pick(form.buttons) : undefined
  const typed = Object.fromEntries(
    form.controls
      .filter(({ kind }) => kind !== 'hidden' && kind !== 'file')
      .map((control) => [
        control.name,
        control.options.length > 0 ? random.pick(control.options) : control.value || 'texte d’essai',
      ]),
  )
  const entries: (readonly [string, string])[] = entriesToSend(form, random.chance(0.5) ? typed : {}, button)
  // Somebody else's files, under every name that could take them.
  const files = form.controls.filter(({ kind }) => kind === 'file').map(({ name }) => name)
  const stolen = [...files, 'plan', 'kept', 'fichiers'].map(
    (name) => [name, random.pick(random.pick(world.targets).fileIds)] as const,
  )
  return random.chance(0.5) ? [...entries, ...stolen] : entries
}

function madeUp(world: World, random: Random, { actor, target }: Aimed): (readonly [string, string])[] {
  const other = random.pick(world.targets)
  const file = random.pick([...target.fileIds, ...other.fileIds])
  const code = [...world.markers.values()].find((marker) => marker.secrecy === 'proof' && marker.target === target)
  return [
    ['email', actor.email],
    ['password', 'ce n’est pas le bon'],
    ['code', code?.word ?? ''],
    ['vers', 'fr'],
    ['message', 'texte d’essai'],
    ['kind', random.pick(['note', 'reply'])],
    ['text', 'texte d’essai'],
    ['note', 'texte d’essai'],
    ['service', random.pick(random.pick(world.tenants).services)],
    ['declaration', 'yes'],
    ['page-version', String(1 + random.nat(4))],
    ['page-action', random.pick(['save', 'later', ''])],
    ['street', 'rue de l’essai'],
    ['plan', file],
    ['remove-file', random.chance(0.3) ? file : ''],
    ['kept', file],
    ['version', String(1 + random.nat(6))],
  ]
}

/** Reads the owner's own page, for what its forms carry: versions, keys, hidden names. */
async function formOfOwner(world: World, { route, path, target }: Aimed): Promise<PageForm | undefined> {
  const owners = world.actors.filter((actor) => isOwner(actor, target))
  for (const owner of owners) {
    for (const page of ownersPages(owner, target)) {
      const jar = owner.jar.copy()
      const answer = await knock(world.server, jar, { method: 'GET', url: page })
      const forms = formsOf(answer.body).filter(({ method }) => method === 'post')
      const form = forms.find(({ action }) => matches(route.url, action || page) && sameEnd(action || page, path))
      if (form) return form
    }
  }
  return undefined
}

function isOwner(actor: Actor, target: Target): boolean {
  if (actor.tracked !== undefined && actor.tracked === target.dossierId) return true
  if (target.accountId === null ? actor.device === target.device : actor.accountId === target.accountId) return true
  const isWholeCommune = actor.roles.some(
    ({ tenantId, serviceId }) => tenantId === target.tenant.id && serviceId === null,
  )
  return target.dossierId !== undefined && isWholeCommune
}

function ownersPages(owner: Actor, target: Target): string[] {
  const form = `/${target.tenant.slug}/demarches/${target.procedure}/demande/${target.draftId}`
  if (target.dossierId === undefined) return [`${form}/place`, `${form}/person`, `${form}/verifier-et-envoyer`]
  if (owner.roles.length > 0) return [`/bureau/${target.tenant.slug}/demandes/${target.dossierId}`]
  return owner.tracked === undefined ? [`/mes-demandes/${target.dossierId}`] : ['/suivi/demande']
}

/** Whether an address is one of a route. */
export const matches = (pattern: string, address: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/:[a-zA-Z]+/g, '[^/]+')}$`).test(address.split('?')[0] ?? '')

/** Of several buttons of a circuit, the one that is aimed at; any when the circuit has none so called. */
const sameEnd = (action: string, path: string): boolean =>
  !path.includes('/actions/') ||
  action.includes('/actions/') ||
  action.split('?')[0]?.split('/').at(-1) === path.split('/').at(-1)
